package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowReader;
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

    private final RowLayout layout;
    private final PlacedRange range;
    private final RowSchema schema;

    PlaceRows(RowLayout layout, RowSchema schema, PlacedRange range) {
        this.layout = layout;
        this.schema = schema;
        this.range = range;
    }

    @Override
    public Iterator<Tuple2<Integer, byte[]>> call(Iterator<InternalRow> partition) {
        return new Pieces(new BlockRows(partition, layout));
    }

    private final class Pieces implements Iterator<Tuple2<Integer, byte[]>> {
        private final BlockRows rows;
        private final RowReader reader = new RowReader(layout);
        private final @Nullable LabelIndexer codes = schema.labels() == null ? null : new LabelIndexer(schema.labels());
        private final List<ShardRows> shards = new ArrayList<>();
        private int next;

        Pieces(BlockRows rows) {
            this.rows = rows;
            for (int shard = 0; shard < range.partitioner().shards(); shard++) {
                shards.add(new ShardRows(schema));
            }
            next = shards.size();
        }

        @Override
        public boolean hasNext() {
            skipEmpty();
            if (next == shards.size() && rows.hasNext()) {
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
            long numbers = 0;
            while (rows.hasNext() && numbers < NUMBERS_PER_PIECE) {
                InternalRow row = rows.next();
                long id = range.id(rows.block(), rows.row());
                if (range.has(id)) {
                    read(row);
                    shards.get(range.shard(id)).add(id, reader, label());
                    numbers += schema.width() + 1L;
                }
            }
        }

        private void read(InternalRow row) {
            RowError flaw = reader.read(row);
            if (flaw != null || reader.width() != schema.width()) {
                throw new DataException(
                        "Cannot read " + rows.block().path() + ": it was changed after the table was checked.");
            }
        }

        private @Nullable Number label() {
            return codes == null ? null : codes.of(Objects.requireNonNull(reader.label()));
        }
    }
}
