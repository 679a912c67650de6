package io.kindling.driver.table;

import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.program.internal.replica.Replica;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * Predicts for the rows of a partition, one batch at a time. Each row of the result has the row's number, the table's own
 * columns and the prediction.
 */
final class PredictRows implements FlatMapFunction<Iterator<InternalRow>, Row> {
    private static final long serialVersionUID = 1L;

    private final TableRules rules;
    private final StructType own;
    private final PlacedRange range;
    private final Predictor predictor;

    /** @param own the table's own columns */
    PredictRows(TableRules rules, StructType own, PlacedRange range, Predictor predictor) {
        this.rules = rules;
        this.own = own;
        this.range = range;
        this.predictor = predictor;
    }

    @Override
    public Iterator<Row> call(Iterator<InternalRow> partition) {
        return new Predictions(new RangeRows(partition, rules, range));
    }

    private final class Predictions implements Iterator<Row> {
        private final RangeRows rows;
        private boolean ended;
        private final ShardRows batch = new ShardRows(new RowSchema(predictor.width(), null, false));
        private final List<@Nullable Object[]> waiting = new ArrayList<>();
        private final Deque<Row> ready = new ArrayDeque<>();
        private final Function1<Object, Object> toRow = CatalystTypeConverters.createToScalaConverter(own);

        Predictions(RangeRows rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            if (ready.isEmpty()) {
                fill();
            }
            return !ready.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException("Cannot predict more rows: there are none.");
            }
            return ready.remove();
        }

        private void fill() {
            while (!ended && batch.count() < Replica.EVALUATION_BATCH) {
                ended = !rows.next();
                if (!ended) {
                    batch.add(rows.id(), rows.reader(), null);
                    waiting.add(withoutPrediction(rows.id(), rows.row()));
                }
            }
            if (batch.count() > 0) {
                float[] predicted = predictor.predict(batch.take());
                for (int i = 0; i < waiting.size(); i++) {
                    predictor.fill(waiting.get(i), 1 + own.size(), predicted, i * predictor.outputs());
                    ready.add(RowFactory.create(waiting.get(i)));
                }
                waiting.clear();
            }
        }

        /** Returns the row's number and its own columns, followed by empty fields for the prediction. */
        private @Nullable Object[] withoutPrediction(long id, InternalRow row) {
            @Nullable
            Object[] values =
                    new @Nullable Object[1 + own.size() + predictor.columns().size()];
            values[0] = id;
            Row columns = (Row) toRow.apply(row.getStruct(rules.layout().ownAt(), own.size()));
            for (int i = 0; i < own.size(); i++) {
                values[1 + i] = columns.get(i);
            }
            return values;
        }
    }
}
