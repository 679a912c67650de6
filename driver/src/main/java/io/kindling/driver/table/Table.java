package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.FeatureLayout;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.CsvLines;
import io.kindling.driver.table.internal.FileTable;
import io.kindling.driver.table.internal.PassName;
import io.kindling.driver.table.internal.Unreadable;
import io.kindling.program.DataSchema;
import io.kindling.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
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
    private final Source source;
    private final Columns columns;
    private final RowSchema.Expected expected;
    private final TableRules.Tolerance tolerance;

    /**
     * Where the rows come from.
     *
     * @param rows all columns
     * @param name the table's name in messages
     * @param texts columns whose values are text, whatever they mean
     * @param lines the lines of a CSV table; null for others
     */
    private record Source(
            Dataset<Row> rows,
            String name,
            Set<String> texts,
            @Nullable CsvLines lines) {}

    private Table(Source source, Columns columns, RowSchema.Expected expected, TableRules.Tolerance tolerance) {
        this.source = source;
        this.columns = columns;
        this.expected = expected;
        this.tolerance = tolerance;
    }

    private static Table of(Source source) {
        return new Table(source, Columns.ALL, RowSchema.Expected.ANY, TableRules.Tolerance.NONE);
    }

    /** Returns a table in memory or in files, in the user's own session. */
    public static Table of(Dataset<Row> rows) {
        return of(rows, "the table");
    }

    /** @param name the table's name in messages */
    public static Table of(Dataset<Row> rows, String name) {
        return of(new Source(rows, name, Set.of(), null));
    }

    /**
     * Returns a table in a file or in a folder of files.
     *
     * @throws DataException if there is no such file, or it is not in this format
     */
    public static Table read(SparkSession session, TableFormat format, String path) {
        return read(session, format, path, Map.of());
    }

    /**
     * Returns a table in files that Spark's reader reads with these options, such as {@code delimiter} or {@code nullValue} for
     * CSV.
     *
     * @throws DataException if there is no such file, or it is not in this format
     */
    public static Table read(SparkSession session, TableFormat format, String path, Map<String, String> options) {
        Map<String, String> given = Map.copyOf(options);
        Dataset<Row> rows = Unreadable.explain(path, () -> format.open(session, path, given));
        return of(new Source(rows, path, format.texts(rows), format.lines(rows, path, given)));
    }

    /**
     * Returns the files whose paths match a pattern, with {@code *}, <code>?</code>, <code>[abc]</code> and
     * <code>{a,b}</code>, as one table.
     *
     * @throws DataException if there is no such file, or one is not in this format
     */
    public static Table glob(SparkSession session, TableFormat format, String pattern, Map<String, String> options) {
        Map<String, String> given = new HashMap<>(options);
        given.put(FileTable.GLOB, "true");
        return read(session, format, pattern, given);
    }

    /**
     * Returns a table or view of the session's catalog.
     *
     * @param name such as {@code database.table}
     * @throws DataException if there is none
     */
    public static Table named(SparkSession session, String name) {
        try {
            return of(session.table(name), name);
        } catch (Exception failed) { // Scala declares no checked exceptions.
            if (failed instanceof AnalysisException) {
                throw new DataException(
                        "Cannot read table " + name + ": the session's catalog has no such table or view.", failed);
            }
            throw failed;
        }
    }

    /** The names of all columns. */
    public List<String> columnNames() {
        return TableFormat.columns(source.rows);
    }

    /**
     * Returns a copy with these columns as features, concatenated in this order; if none are given, all columns except label
     * and weight.
     */
    public Table features(String... names) {
        return columns(new Columns(List.of(names), columns.label(), columns.weight()));
    }

    /**
     * Returns a copy with these columns as one named input of a model that has several, concatenated in this order. It is a
     * vector, or has the shape of an only column of arrays of arrays. The table then has no {@link #features} but inputs.
     *
     * @param name which a program gives to {@code batch.features(name)}, and a model has among its {@code inputNames()}
     * @throws io.kindling.KindlingException if the input was named before, or no column is
     */
    public Table input(String name, String... names) {
        return columns(columns.withInput(name, List.of(names)));
    }

    /**
     * Returns a copy with this column as label: class numbers from 0, class names, or numbers to predict. Texts are class numbers
     * if all of them are whole numbers without leading zeros; {@link #check} rejects a mixture of whole numbers and other words,
     * unless {@link #namedLabels} says that they are names.
     */
    public Table label(String column) {
        return columns(new Columns(columns.features(), columns.inputs(), Optional.of(column), columns.weight()));
    }

    /** Returns a copy with this column as each row's weight in the loss: finite, 0 or more. */
    public Table weight(String column) {
        return columns(new Columns(columns.features(), columns.inputs(), columns.label(), Optional.of(column)));
    }

    /**
     * Returns a copy with only the rows for which a condition holds; Spark's readers skip others where they can.
     *
     * @param condition an expression of Spark's SQL, such as {@code island = 'Dream'}
     * @throws io.kindling.KindlingException if it is none, or names no column of the table
     */
    public Table where(String condition) {
        try {
            Dataset<Row> rows = source.rows.where(condition);
            return new Table(new Source(rows, source.name, source.texts, null), columns, expected, tolerance);
        } catch (Exception failed) { // Scala declares no checked exceptions.
            if (failed instanceof AnalysisException) {
                String reason =
                        String.valueOf(failed.getMessage()).lines().findFirst().orElse("");
                throw SettingsException.invalid(
                        "where", condition, "a condition on the columns of " + this + ": " + reason);
            }
            throw failed;
        }
    }

    public Table columns(Columns changed) {
        return new Table(source, changed, expected, tolerance);
    }

    /**
     * Returns a copy with only the features of these columns. If none are named, they are all columns except the named label
     * and weight, which the table need not have.
     */
    public Table featuresOf(Columns named) {
        List<String> features = named.featuresAmong(columnNames(), source.name);
        return columns(new Columns(features, named.inputs(), Optional.empty(), Optional.empty()));
    }

    /**
     * Returns a copy whose labels must have this meaning, which they had when a model was trained; {@link #check} rejects
     * others.
     */
    public Table labelsAre(Labels known) {
        return expecting(expected.with(known));
    }

    /** Returns a copy whose labels are names of classes, even if they are numbers. */
    public Table namedLabels() {
        return expecting(expected.withNamedLabels());
    }

    /**
     * Returns a copy with this number of classes, even if labels do not use all of their numbers. {@link #check} rejects more
     * classes, a count that differs from the number of class names, and any count for numbers to predict.
     */
    public Table classes(int count) {
        return expecting(expected.with(OptionalInt.of(count)));
    }

    /**
     * Returns a copy whose rows are features of this shape, such as (height, width, channels), whether they are in columns of
     * numbers, arrays or arrays of arrays; {@link #check} rejects others. By default, one column of arrays of arrays has the
     * shape of its rows, and other features are a vector.
     */
    public Table shape(int... dims) {
        return expecting(expected.with(Shape.of(dims), FeatureLayout.NONE));
    }

    /**
     * Returns a copy whose rows must have the features that a model takes: their shape and, if it has several inputs, these.
     *
     * @throws io.kindling.KindlingException if the model has other inputs than the table
     */
    public Table featuresFor(DataSchema model) {
        columns.requireInputs(model.layout(), this);
        return expecting(expected.with(model.featureShape(), model.layout()));
    }

    private Table expecting(RowSchema.Expected changed) {
        return new Table(source, columns, changed, tolerance);
    }

    /** Returns a copy with this rule for nulls among the features; the default is {@link Nulls#FAIL}. */
    public Table nulls(Nulls rule) {
        return new Table(
                source, columns, expected, new TableRules.Tolerance(rule, tolerance.means(), tolerance.badRecords()));
    }

    /** Returns a copy that takes these numbers, one for each feature, in place of nulls: the means of other rows. */
    public Table nulls(List<Double> means) {
        return new Table(
                source,
                columns,
                expected,
                new TableRules.Tolerance(Nulls.MEAN, List.copyOf(means), tolerance.badRecords()));
    }

    /** Returns a copy with this rule for bad records; the default is {@link BadRecords#FAIL}. */
    public Table badRecords(BadRecords rule) {
        return new Table(
                source, columns, expected, new TableRules.Tolerance(tolerance.nulls(), tolerance.means(), rule));
    }

    /**
     * Reads all rows on the executors, validates each value and counts the rows. If means take the place of nulls, they are those
     * of all rows, unless they are given.
     *
     * @throws DataException if a row is invalid, unless such rows are left out, naming the file, row number and column of the
     *     first one
     */
    public CheckedTable check() {
        Selection selection = selection();
        TableRules rules = rules(selection);
        List<Block> blocks = Unreadable.explain(
                source.name,
                () -> new PassName("Reading " + source.name)
                        .in(source.rows.sparkSession().sparkContext(), () -> TableScan.of(selection, rules)));
        CheckedTable checked =
                new TableCheck(source.name, selection, rules, blocks).table(whole(), tolerance.badRecords());
        if (tolerance.nulls() != Nulls.MEAN || checked.count() == 0) {
            return checked;
        }
        return tolerance.means().isEmpty()
                ? Unreadable.explain(source.name, () -> checked.withMeans(0, checked.count()))
                : checked.withMeans(tolerance.means());
    }

    /**
     * Returns the table for passes over its files, in which each row is validated when it is used. If rows may be left out, or
     * means take the place of nulls, all rows are read once before.
     *
     * @throws DataException if its columns do not fit
     */
    public StreamedTable stream() {
        if (tolerance.leavesOut() || tolerance.nulls() == Nulls.MEAN) {
            return check().stream();
        }
        Selection selection = selection();
        return new StreamedTable(source.name, selection, rules(selection), null, Optional.empty(), this::check);
    }

    private RowSchema.Expected whole() {
        return expected.ofWholeRows(columns);
    }

    private Selection selection() {
        FileTable.requireAllFiles(source.rows, source.name);
        Selection selection = Selection.of(source.rows, source.name, columns, source.texts, expected)
                .from(source.lines);
        OptionalInt found = selection.layout().width();
        whole().shape()
                .filter(shape -> found.isPresent() && found.getAsInt() != shape.size())
                .ifPresent(shape -> {
                    throw new DataException("Invalid features of " + this + ": " + found.getAsInt()
                            + " columns (expected " + shape.size() + " numbers per row"
                            + (shape.rank() > 1 ? ", of shape " + shape : "") + ")");
                });
        return selection;
    }

    /** If rows are left out, most rows decide how many features each column has: the first one may be a bad record. */
    private TableRules rules(Selection selection) {
        TableRules rules = TableRules.of(selection.layout(), expected, tolerance);
        if (!tolerance.badRecords().leavesOut() || selection.layout().width().isPresent()) {
            return rules;
        }
        return rules.with(Unreadable.explain(source.name, () -> TableScan.widths(selection, rules, whole().shape())));
    }

    /** Reads all rows into the driver's memory. */
    public Examples examples() {
        CheckedTable checked = check();
        return checked.read(0, checked.count());
    }

    @Override
    public String toString() {
        return source.name;
    }
}
