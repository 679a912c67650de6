package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.dataset.DataFormat;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.dataset.TableSettings;
import io.kindling.driver.table.BadRecords;
import io.kindling.driver.table.Nulls;
import io.kindling.driver.table.internal.FileTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which data to read. */
@OptionGroup(Heading.DATA)
public final class DataOptions {
    /** The start of an absolute path or URI. */
    private static final String ROOT = "(?:[a-zA-Z][a-zA-Z0-9+.-]+:(?://[^/]*)?)?/";

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Folder of IDX files with names like MNIST's, plain or .gz, or a table: a file or a folder of files"
                            + " (default: for train, the bundled data set; for a saved model, the data it was trained"
                            + " on). Given more than once, the paths are one table.")
    private List<String> data = List.of();

    @Option(
            names = "--data-glob",
            paramLabel = "PATTERN",
            description =
                    "In place of --data: all files whose paths match a pattern with *, ?, [abc] or {a,b}, as one table.")
    private @Nullable String glob;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description =
                    "Format of the data: idx, parquet, csv, json (one object per line), orc; table if --data names a"
                            + " table of the session's catalog; or another data source of Spark, such as binaryFile for images"
                            + " (default: from the file extension, such as .csv; otherwise idx).")
    private @Nullable String format;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "Option of Spark's reader of the format, such as multiLine=true for json; may be repeated.")
    private final Map<String, String> options = new LinkedHashMap<>();

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Mixin
    private FeatureOptions features = new FeatureOptions();

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "Column of a table to predict: class numbers from 0, class names, booleans, or numbers"
                    + " (default: for a saved model, as it was trained; for train, the column label beside the default"
                    + " column features, otherwise none, as for gan).")
    private @Nullable String label;

    @Option(
            names = "--weight",
            paramLabel = "COLUMN",
            description = "Column of a table with each row's weight in the loss (default: all rows weigh the same).")
    private @Nullable String weight;

    @Option(
            names = "--nulls",
            paramLabel = "fail|drop|mean|zero",
            description =
                    "What becomes of a null among a row's features: the row is a bad record; it is left out; or the"
                            + " feature's mean over the training rows, or zero, takes its place (default: as the model was"
                            + " trained; otherwise fail). A null as label or weight is a bad record.")
    private @Nullable String nulls;

    @Option(
            names = "--bad-records",
            paramLabel = "fail|drop|quarantine",
            description =
                    "What becomes of rows that cannot be used: the first one ends the run; they are left out and counted;"
                            + " or they are also written as JSON lines, with file, row, column and reason (default: fail).")
    private @Nullable String badRecords;

    @Option(
            names = "--max-bad-records",
            paramLabel = "N|FRACTION",
            description =
                    "How many rows may be left out as bad records, a number or a fraction of all rows; more end the run"
                            + " (default: 0.1).")
    private @Nullable String most;

    @Option(
            names = "--quarantine",
            paramLabel = "DIR",
            description = "Folder for bad records (default: bad-records in the output folder).")
    private @Nullable String quarantine;

    /** Returns the data source given by the options. */
    public SourceSettings source() {
        return new SourceSettings(
                path(),
                Optional.ofNullable(format).map(DataFormat::named),
                features.columns(label, weight),
                new TableSettings(
                        Optional.ofNullable(nulls).map(Nulls::named),
                        Optional.ofNullable(badRecords).map(BadRecords.Policy::named),
                        Optional.ofNullable(most).map(BadRecords.Most::parse),
                        Optional.ofNullable(quarantine),
                        readerOptions()));
    }

    private Optional<String> path() {
        if (glob != null && !data.isEmpty()) {
            throw SettingsException.invalid("data-glob", glob, "not with --data");
        }
        if (glob != null || data.isEmpty()) {
            return Optional.ofNullable(glob);
        }
        return Optional.of(data.size() == 1 ? data.get(0) : anyOf(data));
    }

    /** Returns a pattern that several paths match. */
    private static String anyOf(List<String> paths) {
        paths.stream()
                .filter(path -> path.matches(".*[{}\\[\\]*?,\\\\].*"))
                .findFirst()
                .ifPresent(path -> {
                    throw SettingsException.invalid(
                            "data", path, "one of several paths has none of the characters { } [ ] * ? , \\ in it");
                });
        List<String> absolute = paths.stream()
                .map(path -> path.matches(ROOT + ".*")
                        ? path
                        : Path.of(path).toAbsolutePath().toString())
                .toList();
        String root = absolute.get(0).replaceFirst("(" + ROOT + ").*", "$1");
        absolute.forEach(path -> requireStart(path, root));
        return absolute.stream()
                .map(path -> path.substring(root.length()))
                .collect(Collectors.joining(",", root + "{", "}"));
    }

    private static void requireStart(String path, String root) {
        if (!path.startsWith(root)) {
            throw SettingsException.invalid("data", path, "all paths are in one file system, as the first in " + root);
        }
    }

    private Map<String, String> readerOptions() {
        Map<String, String> all = new LinkedHashMap<>(options);
        options.keySet().stream().filter(Secrets::isNamedIn).findFirst().ifPresent(name -> {
            throw SettingsException.invalid(
                    "--option", name, "model folders record options: give secrets as a Spark setting, --conf");
        });
        csv.addTo(all);
        if (format != null && DataFormat.named(format) == DataFormat.OTHER) {
            all.put(DataFormat.SOURCE, format);
        }
        if (glob != null || data.size() > 1) {
            all.put(FileTable.GLOB, "true");
        }
        return all;
    }

    /** Returns the data source given by the options, or the bundled data set. */
    public SourceSettings sourceOrSample() {
        SourceSettings given = source();
        return data.isEmpty() && glob == null
                ? new SourceSettings(Optional.of(BundledData.path()), given.format(), given.columns(), given.table())
                : given;
    }
}
