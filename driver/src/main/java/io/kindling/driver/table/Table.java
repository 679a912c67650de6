package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.Unreadable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A Spark SQL table and the columns to train on. Immutable; its rows are validated only by {@link #check}.
 *
 * <pre>{@code
 * Table table = Table.of(dataset).features("bill_length_mm", "bill_depth_mm").label("species");
 * Training training = SparkRunner.on(session).start(MyProgram.class, table);
 * }</pre>
 *
 * <p>Rows have a fixed order that does not depend on the number of files, splits and partitions: by the path of their file,
 * then by their position in it. A table that is not in files, or was sorted, joined or grouped, has the order of its
 * partitions.
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

    /** Returns a table in memory or in files, in the user's own session. */
    public static Table of(Dataset<Row> rows) {
        return new Table(rows, "the table", false, Columns.ALL, null, OptionalInt.empty(), OptionalInt.empty());
    }

    /**
     * Returns a table in a file or in a folder of files.
     *
     * @throws DataException if there is no such file, or it is not in this format
     */
    public static Table read(SparkSession session, TableFormat format, String path) {
        Dataset<Row> rows = Unreadable.explain(path, () -> format.open(session, path));
        return new Table(
                rows, path, format == TableFormat.CSV, Columns.ALL, null, OptionalInt.empty(), OptionalInt.empty());
    }

    /**
     * Returns a copy with these columns as features, concatenated in this order; if none are given, all columns except label
     * and weight.
     */
    public Table features(String... names) {
        return columns(new Columns(List.of(names), columns.label(), columns.weight()));
    }

    /** Returns a copy with this column as label: class numbers from 0, class names, or numbers to predict. */
    public Table label(String column) {
        return columns(new Columns(columns.features(), Optional.of(column), columns.weight()));
    }

    /** Returns a copy with this column as each row's weight in the loss: finite, 0 or more. */
    public Table weight(String column) {
        return columns(new Columns(columns.features(), columns.label(), Optional.of(column)));
    }

    public Table columns(Columns changed) {
        return new Table(rows, name, texts, changed, labels, classes, width);
    }

    /**
     * Returns a copy with only the features of these columns. If none are named, they are all columns except the named label
     * and weight, which the table need not have.
     */
    public Table featuresOf(Columns named) {
        List<String> features = named.featuresAmong(TableFormat.columns(rows), name);
        return columns(new Columns(features, Optional.empty(), Optional.empty()));
    }

    /**
     * Returns a copy whose labels must have this meaning, which they had when a model was trained; {@link #check} rejects
     * others.
     */
    public Table labelsAre(Labels known) {
        return new Table(rows, name, texts, columns, known, classes, width);
    }

    /**
     * Returns a copy with this number of classes, even if labels do not use all of their numbers. {@link #check} rejects more
     * classes, a count that differs from the number of class names, and any count for numbers to predict.
     */
    public Table classes(int count) {
        return new Table(rows, name, texts, columns, labels, OptionalInt.of(count), width);
    }

    /** Returns a copy that must have this number of features per row; {@link #check} rejects others. */
    public Table width(int count) {
        return new Table(rows, name, texts, columns, labels, classes, OptionalInt.of(count));
    }

    /**
     * Reads all rows once, on the executors, validates each value and counts the rows.
     *
     * @throws DataException if a row is invalid, naming the file, row number and column of the first one
     */
    public CheckedTable check() {
        Selection selection = Selection.of(rows, name, columns, texts);
        OptionalInt found = selection.layout().width();
        if (width.isPresent() && found.isPresent() && found.getAsInt() != width.getAsInt()) {
            throw new DataException("Invalid features of " + name + ": " + found.getAsInt() + " columns (expected "
                    + width.getAsInt() + " numbers per row)");
        }
        List<Block> blocks = Unreadable.explain(name, () -> TableScan.of(selection, labels));
        return new TableCheck(name, selection, blocks).table(labels, classes, width);
    }

    /** Reads all rows into the driver's memory. */
    public Examples examples() {
        CheckedTable checked = check();
        return checked.read(0, checked.count());
    }

    @Override
    public String toString() {
        return name;
    }
}
