package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.table.internal.MappedRows;
import io.kindling.driver.table.internal.MappedRows.Output;
import io.kindling.driver.table.internal.PassName;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.driver.table.internal.Unreadable;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.worker.internal.Outcome;
import io.kindling.worker.internal.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are validated and used in one pass over its files, a batch at a time: they need not fit into memory. An
 * invalid row ends the pass.
 */
public final class StreamedTable {
    private static final String EVALUATING = "Evaluating ";

    private final String name;
    private final Selection selection;
    private final TableRules rules;
    private final Optional<CheckedTable> checked;
    private final Runnable check;
    private @Nullable Numbering numbering;

    /**
     * @param numbering the numbers of the rows, if they are known
     * @param checked the same table, if its rows were checked before
     * @param check throws the exception for the first invalid row, if there is one
     */
    StreamedTable(
            String name,
            Selection selection,
            TableRules rules,
            @Nullable Numbering numbering,
            Optional<CheckedTable> checked,
            Runnable check) {
        this.name = name;
        this.selection = selection;
        this.rules = rules;
        this.numbering = numbering;
        this.checked = checked;
        this.check = check;
    }

    /** The rows that are left out. */
    public LeftOut leftOut() {
        return checked.map(CheckedTable::leftOut).orElse(LeftOut.NONE);
    }

    /** The bad records that are left out, as {@link CheckedTable#badRecords} returns them; empty if none are. */
    public Optional<Dataset<Row>> badRecords() {
        return checked.filter(table -> table.leftOut().bad() > 0).map(CheckedTable::badRecords);
    }

    /** The number of rows, which a job counts when it is first asked for. */
    public long count() {
        return numbering().count();
    }

    private Numbering numbering() {
        if (numbering == null) {
            numbering = Unreadable.explain(
                    name,
                    () -> new PassName("Counting the rows of " + name)
                            .in(selection.table().sparkSession().sparkContext(), () -> Numbering.of(selection)));
        }
        return numbering;
    }

    private PlacedRange range(long from, long to) {
        return PlacedRange.of(numbering().firstIds(), from, new RowPartitioner(to - from, 1, 1));
    }

    /**
     * Returns a query that predicts rows {@code from} (inclusive) to {@code to} (exclusive). Each of its rows has the row's
     * number, the table's own columns and the prediction. If the predicted columns have names of their own and the table has a
     * column of row numbers, as the output of another prediction has, that one is kept instead.
     *
     * @throws DataException if the table already has a column with one of these names
     */
    public Dataset<Row> predict(Predictor predictor, long from, long to, StreamClock clock) {
        return predict(predictor, range(from, to), clock);
    }

    /**
     * Returns a query that predicts all rows. Each of its rows has the table's own columns and the prediction.
     *
     * @throws DataException if the table already has a column with one of these names
     */
    public Dataset<Row> predict(Predictor predictor, StreamClock clock) {
        return predict(predictor, (PlacedRange) null, clock);
    }

    private Dataset<Row> predict(Predictor predictor, @Nullable PlacedRange range, StreamClock clock) {
        StructType added = new StructType().add(Predictor.ROW, DataTypes.LongType, false);
        for (var field : predictor.columns().fields()) {
            added = added.add(field);
        }
        List<String> own = TableFormat.columns(selection.table());
        boolean numbered = range != null && !(predictor.isNamed() && own.contains(Predictor.ROW));
        requireOtherNames(own, numbered ? added : predictor.columns());
        Selection.WithOwn given = selection.withOwn();
        StructType rows =
                selection.table().select(given.columns().toArray(Column[]::new)).schema();
        StructType produced = new StructType(Stream.of(rows, added)
                .flatMap(type -> Arrays.stream(type.fields()))
                .toArray(StructField[]::new));
        List<Output> outputs = new ArrayList<>();
        if (numbered) {
            outputs.add(new Output(Predictor.ROW, rows.size()));
        }
        for (int i = 0; i < own.size(); i++) {
            outputs.add(new Output(own.get(i), i));
        }
        String[] predictions = predictor.columns().fieldNames();
        for (int i = 0; i < predictions.length; i++) {
            outputs.add(new Output(predictions[i], rows.size() + 1 + i));
        }
        return MappedRows.of(
                selection.table(),
                given.columns(),
                new PredictRows(rules.at(given.layout()), range, predictor, clock),
                produced,
                outputs);
    }

    private void requireOtherNames(List<String> own, StructType added) {
        SparkSession session = selection.table().sparkSession();
        boolean caseSensitive = Boolean.parseBoolean(session.conf().get("spark.sql.caseSensitive"));
        Set<String> names = new HashSet<>();
        for (String column : added.fieldNames()) {
            names.add(caseSensitive ? column : column.toLowerCase(Locale.ROOT));
        }
        for (String column : own) {
            if (names.contains(caseSensitive ? column : column.toLowerCase(Locale.ROOT))) {
                throw new DataException("Cannot add column '" + column + "' to " + name
                        + ": the table already has a column of that name. Rename that column, or name the predictions with"
                        + " --prediction-columns.");
            }
        }
    }

    /**
     * Evaluates all rows.
     *
     * @param labels the meaning of the table's labels
     */
    public Evaluation evaluate(BuiltProgram program, Labels labels, StreamClock clock) {
        return evaluate(program, labels, (PlacedRange) null, allRows(), clock);
    }

    /** Evaluates rows {@code from} (inclusive) to {@code to} (exclusive). */
    public Evaluation evaluate(BuiltProgram program, Labels labels, long from, long to, StreamClock clock) {
        return evaluate(program, labels, range(from, to), OptionalLong.of(to), clock);
    }

    /**
     * The evaluation of rows, and of groups of them.
     *
     * @param whole all rows
     * @param groups by the group's value, in the order of values
     */
    public record Grouped(Evaluation whole, Map<String, Evaluation> groups) {}

    /**
     * Evaluates rows {@code from} (inclusive) to {@code to} (exclusive), and by themselves those of each value of a column.
     *
     * @throws DataException if there is no such column, or it has more than 1,000 values
     */
    public Grouped evaluateBy(
            String column, BuiltProgram program, Labels labels, long from, long to, StreamClock clock) {
        SentProgram sent = new SentProgram(program, selection.table().sparkSession());
        PlacedRange range = range(from, to);
        Selection grouped = selection.withGroup(column, name);
        Map<String, PartialEvaluation> partials = new TreeMap<>();
        run(
                        EVALUATING,
                        OptionalLong.of(to),
                        () -> TableScan.rows(grouped)
                                .mapPartitions(new EvaluateGroups(rules, range, sent, labels, clock))
                                .collect())
                .forEach(group -> partials.merge(
                        group._1(),
                        (PartialEvaluation) Wire.read(group._2(), Outcome.class).get(),
                        PartialEvaluation::plus));
        Map<String, Evaluation> groups = new LinkedHashMap<>();
        partials.forEach((value, partial) -> groups.put(value, PartialEvaluation.total(program, List.of(partial))));
        return new Grouped(PartialEvaluation.total(program, List.copyOf(partials.values())), groups);
    }

    private Evaluation evaluate(
            BuiltProgram program, Labels labels, @Nullable PlacedRange range, OptionalLong last, StreamClock clock) {
        SentProgram sent = new SentProgram(program, selection.table().sparkSession());
        List<PartialEvaluation> partials = run(
                        EVALUATING,
                        last,
                        () -> TableScan.rows(selection)
                                .mapPartitions(new EvaluateRows(rules, range, sent, labels, clock))
                                .collect())
                .stream()
                .map(bytes ->
                        (PartialEvaluation) Wire.read(bytes, Outcome.class).get())
                .toList();
        if (partials.stream().allMatch(partial -> partial.rows() == 0)) {
            throw new DataException("Cannot evaluate the rows of " + name + ": there are none.");
        }
        return PartialEvaluation.total(program, partials);
    }

    private OptionalLong allRows() {
        return numbering == null ? OptionalLong.empty() : OptionalLong.of(numbering.count());
    }

    /**
     * Runs a query that predicts rows of this table.
     *
     * @param to the row after the last one that it predicts
     * @throws DataException if a row is invalid, naming the file, row number and column of the first one, or a file is damaged
     */
    public <T> T run(long to, Supplier<T> query) {
        return run("Predicting ", OptionalLong.of(to), query);
    }

    /** @param rows the number of the rows to pass, those before the first one included, if it is known */
    private <T> T run(String what, OptionalLong rows, Supplier<T> query) {
        try {
            PassName pass = new PassName(what + name, rows);
            return Unreadable.explain(
                    name, () -> pass.in(selection.table().sparkSession().sparkContext(), query));
        } catch (Throwable failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof DataException) {
                    check.run();
                }
            }
            throw failed;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
