package io.kindling.driver.table;

import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.worker.internal.Wire;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Sends each row of a partition that is in the range to its shard, a few thousand rows at a time. */
final class PlaceRows implements PairFlatMapFunction<Iterator<InternalRow>, Integer, byte[]> {
    private static final long serialVersionUID = 1L;
    private static final int NUMBERS_PER_PIECE = 1 << 20;

    private final TableRules rules;
    private final PlacedRange range;
    private final RowSchema schema;

    PlaceRows(TableRules rules, RowSchema schema, PlacedRange range) {
        this.rules = rules;
        this.schema = schema;
        this.range = range;
    }

    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<InternalRow> partition) {
        return new Pieces(new RangeRows(partition, rules, range));
    }

    private final class Pieces implements Iterator<Tuple2<Integer, byte[]>> {
        private final RangeRows rows;
        private final @Nullable LabelIndexer codes = schema.labels() == null ? null : new LabelIndexer(schema.labels());
        private final List<ShardRows> shards = new ArrayList<>();
        private int next;
        private boolean ended;

        Pieces(RangeRows rows) {
            this.rows = rows;
            for (int shard = 0; shard < range.partitioner().shards(); shard++) {
                shards.add(new ShardRows(schema));
            }
            next = shards.size();
        }

        @Override
        public boolean hasNext() {
            skipEmpty();
            if (next == shards.size() && !ended) {
                fill();
                next = 0;
                skipEmpty();
            }
            return next < shards.size();
        }

        private void skipEmpty() {
            while (next < shards.size() && shards.get(next).count() == 0) {
                next++;
            }
        }

        @Override
        public Tuple2<Integer, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("Cannot place more rows: there are none.");
            }
            int shard = next++;
            return new Tuple2<>(shard, Wire.bytes(shards.get(shard).take()));
        }

        /** Reads rows until there are enough to send or the partition ends. */
        private void fill() {
            for (long numbers = 0; numbers < NUMBERS_PER_PIECE && !ended; numbers += schema.width() + 1L) {
                ended = !rows.next();
                if (!ended) {
                    shards.get(range.shard(rows.id())).add(rows.id(), rows.reader(), label());
                }
            }
        }

        private @Nullable Number label() {
            return codes == null
                    ? null
                    : codes.of(Objects.requireNonNull(rows.reader().label()));
        }
    }
}
