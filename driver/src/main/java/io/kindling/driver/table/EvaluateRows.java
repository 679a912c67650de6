package io.kindling.driver.table;

import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.worker.internal.Outcome;
import io.kindling.worker.internal.Wire;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Evaluates a partition's rows, a batch at a time. The result is an {@link Outcome} of a {@link PartialEvaluation} as bytes. */
final class EvaluateRows implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
    private static final long serialVersionUID = 1L;

    private final TableRules rules;
    private final @Nullable PlacedRange range;
    private final SentProgram program;
    private final Labels labels;
    private final StreamClock clock;

    /** @param range the rows to evaluate; if null, all rows */
    EvaluateRows(TableRules rules, @Nullable PlacedRange range, SentProgram program, Labels labels, StreamClock clock) {
        this.rules = rules;
        this.range = range;
        this.program = program;
        this.labels = labels;
        this.clock = clock;
    }

    @Override
    public Iterator<byte[]> call(Iterator<InternalRow> rows) {
        clock.begin();
        RowBatches batches = new RowBatches(new RangeRows(rows, rules, range), program.rows(labels), clock);
        return List.of(Wire.bytes(Outcome.of(() -> total(batches)))).iterator();
    }

    private PartialEvaluation total(RowBatches batches) {
        PartialEvaluation total = PartialEvaluation.NONE;
        while (batches.fill((id, row) -> {})) {
            long start = System.nanoTime();
            total = total.plus(program.evaluate(batches.take()));
            clock.computed(System.nanoTime() - start);
        }
        return total;
    }
}
