package io.kindling.driver.cli;

import io.kindling.driver.rows.DataFormat;
import io.kindling.driver.rows.SourceSettings;
import io.kindling.driver.table.Columns;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of where rows are. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "A folder of IDX files with MNIST's names, plain or .gz, or a table: a file or a folder of files"
                            + " (default: the data a model was trained on, else the bundled sample).")
    private @Nullable String data;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "How it is stored: idx, parquet, csv (with a header line), json (an object a line) or orc"
                    + " (default: as the end of the path says, such as .csv, else idx).")
    private @Nullable String format;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COLUMN",
            description = "Columns of a table that are features: numbers, arrays of numbers, vectors"
                    + " (default: all but the label and the weight).")
    private List<String> features = List.of();

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column of a table to predict: class numbers from 0, or names of classes.")
    private @Nullable String label;

    @Option(
            names = "--weight",
            paramLabel = "COLUMN",
            description = "The column of a table with each row's weight in the loss (default: all count the same).")
    private @Nullable String weight;

    /** What was given. */
    SourceSettings source() {
        return new SourceSettings(
                Optional.ofNullable(data),
                Optional.ofNullable(format).map(DataFormat::named),
                new Columns(features, Optional.ofNullable(label), Optional.ofNullable(weight)));
    }

    /** What was given, or the bundled sample. */
    SourceSettings sourceOrSample() {
        SourceSettings given = source();
        return data == null ? new SourceSettings(Optional.of(Sample.path()), given.format(), given.columns()) : given;
    }
}
