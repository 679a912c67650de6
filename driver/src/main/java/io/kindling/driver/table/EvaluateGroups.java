package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.worker.internal.Outcome;
import io.kindling.worker.internal.Wire;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * Evaluates a partition's rows by the text that follows each of them. The result is an {@link Outcome} of a {@link
 * PartialEvaluation} as bytes for each text.
 */
final class EvaluateGroups implements FlatMapFunction<Iterator<InternalRow>, Tuple2<String, byte[]>> {
    private static final long serialVersionUID = 1L;
    /** More values than these are no groups. */
    private static final int MOST = 1000;
    /** Rows that wait for others of their group. */
    private static final int WAITING = 16 * RowBatches.ROWS;

    private static final String NULL = "null";

    private final TableRules rules;
    private final PlacedRange range;
    private final SentProgram program;
    private final Labels labels;
    private final StreamClock clock;

    EvaluateGroups(TableRules rules, PlacedRange range, SentProgram program, Labels labels, StreamClock clock) {
        this.rules = rules;
        this.range = range;
        this.program = program;
        this.labels = labels;
        this.clock = clock;
    }

    @Override
    public Iterator<Tuple2<String, byte[]>> call(Iterator<InternalRow> partition) {
        clock.begin();
        Map<String, PartialEvaluation> totals = new TreeMap<>();
        Outcome<Boolean> outcome = Outcome.of(() -> addTo(totals, new RangeRows(partition, rules, range)));
        if (outcome.failure() != null) {
            return List.of(new Tuple2<>("", Wire.bytes(new Outcome<>(null, outcome.failure()))))
                    .iterator();
        }
        return totals.entrySet().stream()
                .map(group -> new Tuple2<>(group.getKey(), Wire.bytes(new Outcome<>(group.getValue(), null))))
                .iterator();
    }

    private boolean addTo(Map<String, PartialEvaluation> totals, RangeRows rows) {
        RowBatches batches = new RowBatches(rows, program.rows(labels), clock);
        Map<String, ShardRows> waiting = new TreeMap<>();
        int at = rules.layout().columns();
        int count = 0;
        while (rows.next()) {
            String group = rows.row().isNullAt(at) ? NULL : rows.row().getString(at);
            batches.addTo(waiting.computeIfAbsent(group, value -> new ShardRows(program.rows(labels))));
            if (++count == WAITING) {
                evaluate(waiting, totals);
                count = 0;
            }
        }
        evaluate(waiting, totals);
        return true;
    }

    private void evaluate(Map<String, ShardRows> waiting, Map<String, PartialEvaluation> totals) {
        long start = System.nanoTime();
        waiting.forEach((group, rows) -> totals.merge(group, program.evaluate(rows.take()), PartialEvaluation::plus));
        waiting.clear();
        if (totals.size() > MOST) {
            throw new DataException("Cannot evaluate by a column of more than " + MOST + " values.");
        }
        clock.computed(System.nanoTime() - start);
    }
}
