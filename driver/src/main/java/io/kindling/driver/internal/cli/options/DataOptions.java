package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.dataset.DataFormat;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.table.Columns;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which data to read. */
public final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Folder of IDX files with MNIST's file names, plain or .gz, or a table: a file or a folder of files"
                            + " (default: the data the model was trained on, or the bundled data set if there is no"
                            + " model).")
    private @Nullable String data;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description =
                    "Format of the data: idx, parquet, csv (with a header line), json (one object per line) or orc"
                            + " (default: from the file extension, such as .csv; otherwise idx).")
    private @Nullable String format;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COLUMN",
            description = "Feature columns of a table: numbers, arrays of numbers or vectors"
                    + " (default: all columns except the label and the weight).")
    private List<String> features = List.of();

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "Column of a table to predict: class numbers from 0, or class names.")
    private @Nullable String label;

    @Option(
            names = "--weight",
            paramLabel = "COLUMN",
            description = "Column of a table with each row's weight in the loss (default: all rows weigh the same).")
    private @Nullable String weight;

    /** Returns the data source given by the options. */
    public SourceSettings source() {
        return new SourceSettings(
                Optional.ofNullable(data),
                Optional.ofNullable(format).map(DataFormat::named),
                new Columns(features, Optional.ofNullable(label), Optional.ofNullable(weight)));
    }

    /** Returns the data source given by the options, or the bundled data set. */
    public SourceSettings sourceOrSample() {
        SourceSettings given = source();
        return data == null
                ? new SourceSettings(Optional.of(BundledData.path()), given.format(), given.columns())
                : given;
    }
}
