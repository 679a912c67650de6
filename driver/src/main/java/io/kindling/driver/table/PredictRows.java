package io.kindling.driver.table;

import io.kindling.driver.table.internal.MappedRows.RowFunction;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.StreamClock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.jspecify.annotations.Nullable;

/** Adds the row's number and the prediction to each row of a partition, a batch at a time. */
final class PredictRows implements RowFunction {
    private static final long serialVersionUID = 1L;

    private final TableRules rules;
    private final @Nullable PlacedRange range;
    private final Predictor predictor;
    private final StreamClock clock;

    /** @param range the rows to predict, with their numbers; if null, all rows */
    PredictRows(TableRules rules, @Nullable PlacedRange range, Predictor predictor, StreamClock clock) {
        this.rules = rules;
        this.range = range;
        this.predictor = predictor;
        this.clock = clock;
    }

    @Override
    public Iterator<InternalRow> apply(Iterator<InternalRow> given) {
        clock.begin();
        return new Predictions(new RowBatches(
                new RangeRows(given, rules, range), predictor.program().rows(null), clock));
    }

    private final class Predictions implements Iterator<InternalRow> {
        private final RowBatches batches;
        private final List<InternalRow> rows = new ArrayList<>(RowBatches.ROWS);
        private final JoinedRow joined = new JoinedRow();
        private final @Nullable Object[] added =
                new @Nullable Object[1 + predictor.columns().size()];
        private final GenericInternalRow addedRow = new GenericInternalRow(added);
        private final long[] ids = new long[RowBatches.ROWS];
        private List<float[]> predicted = List.of();
        private int next;

        Predictions(RowBatches batches) {
            this.batches = batches;
        }

        @Override
        public boolean hasNext() {
            if (next == rows.size()) {
                fill();
            }
            return next < rows.size();
        }

        private void fill() {
            rows.clear();
            next = 0;
            boolean any = batches.fill((id, row) -> {
                ids[rows.size()] = id;
                rows.add(row.copy());
            });
            if (any) {
                long start = System.nanoTime();
                predicted = predictor.predict(batches.take());
                clock.computed(System.nanoTime() - start);
            }
        }

        /** Returns the row, followed by its number and its prediction; valid until the next one. */
        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException("Cannot predict more rows: there are none.");
            }
            added[0] = ids[next];
            predictor.fill(added, 1, predicted, next);
            return joined.apply(rows.get(next++), addedRow);
        }
    }
}
