package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A table of Spark SQL's and the columns of it to train on. Immutable; cheap until it is checked.
 *
 * <pre>{@code
 * Table table = Table.of(dataset).features("bill_length_mm", "bill_depth_mm").label("species");
 * Training training = SparkRunner.on(session).start(new MyProgram(), table);
 * }</pre>
 *
 * <p>Rows have one order whatever the number of files, splits and partitions: by their file's path, then by their place in
 * it. A table that is not in files, or was sorted, joined or grouped, has the order of its partitions.
 */
public final class Table {
    private final Dataset<Row> rows;
    private final String name;
    private final boolean texts;
    private final Columns columns;
    private final @Nullable Labels labels;
    private final OptionalInt classes;
    private final OptionalInt width;

    private Table(
            Dataset<Row> rows,
            String name,
            boolean texts,
            Columns columns,
            @Nullable Labels labels,
            OptionalInt classes,
            OptionalInt width) {
        this.rows = rows;
        this.name = name;
        this.texts = texts;
        this.columns = columns;
        this.labels = labels;
        this.classes = classes;
        this.width = width;
    }

    /** A table in memory or in files, in the user's own session. */
    public static Table of(Dataset<Row> rows) {
        return new Table(rows, "the table", false, Columns.ALL, null, OptionalInt.empty(), OptionalInt.empty());
    }

    /**
     * A table in a file, or in a folder of files.
     *
     * @throws DataException where there is none, or it is not of this format
     */
    public static Table read(SparkSession session, TableFormat format, String path) {
        Dataset<Row> rows = Unreadable.told(path, () -> format.open(session, path));
        return new Table(
                rows, path, format == TableFormat.CSV, Columns.ALL, null, OptionalInt.empty(), OptionalInt.empty());
    }

    /** With these columns as features, one after the other; none: all but label and weight. */
    public Table features(String... names) {
        return columns(new Columns(List.of(names), columns.label(), columns.weight()));
    }

    /** With this column as label: class numbers from 0, names of classes, or numbers to predict. */
    public Table label(String column) {
        return columns(new Columns(columns.features(), Optional.of(column), columns.weight()));
    }

    /** With this column as each row's weight in the loss: finite, 0 or more. */
    public Table weight(String column) {
        return columns(new Columns(columns.features(), columns.label(), Optional.of(column)));
    }

    public Table columns(Columns changed) {
        return new Table(rows, name, texts, changed, labels, classes, width);
    }

    /**
     * With the features of these columns alone: where none are named, all but the label and the weight, which need not be
     * there.
     */
    public Table featuresOf(Columns named) {
        List<String> features = named.featuresAmong(TableFormat.columns(rows), name);
        return columns(new Columns(features, Optional.empty(), Optional.empty()));
    }

    /** With labels that stand for what they stood for when a model was trained; others are refused. */
    public Table labelsAre(Labels known) {
        return new Table(rows, name, texts, columns, known, classes, width);
    }

    /**
     * With so many classes, whichever of their numbers the labels have; more are refused. Checking refuses another count than
     * that of the labels' names, and any for numbers to predict.
     */
    public Table classes(int count) {
        return new Table(rows, name, texts, columns, labels, OptionalInt.of(count), width);
    }

    /** With so many numbers a row as features; others are refused. */
    public Table width(int count) {
        return new Table(rows, name, texts, columns, labels, classes, OptionalInt.of(count));
    }

    /**
     * Reads all rows once, on the executors, checks each value, and counts.
     *
     * @throws DataException naming the first row, by file, place and column, that cannot be used
     */
    public CheckedTable check() {
        Selection selection = Selection.of(rows, name, columns, texts);
        OptionalInt found = selection.layout().width();
        if (width.isPresent() && found.isPresent() && found.getAsInt() != width.getAsInt()) {
            throw new DataException("Invalid features of " + name + ": " + found.getAsInt() + " columns ("
                    + width.getAsInt() + " numbers a row are expected)");
        }
        List<Block> blocks = Unreadable.told(name, () -> TableScan.of(selection, labels));
        return new TableCheck(name, selection, blocks).table(labels, classes, width);
    }

    /** All rows in this machine's memory. */
    public Examples examples() {
        CheckedTable checked = check();
        return checked.read(0, checked.count());
    }

    @Override
    public String toString() {
        return name;
    }
}
