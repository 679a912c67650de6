package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.driver.table.internal.StreamClock;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Reads rows a batch at a time. */
final class RowBatches {
    /** Rows of a batch: enough that what a batch costs does not matter, and a few megabytes at most. */
    static final int ROWS = 1024;

    private final RangeRows rows;
    private final RowSchema schema;
    private final @Nullable LabelIndexer codes;
    private final StreamClock clock;
    private final ShardRows batch;

    /** What is done with a row that was added to the batch: its number and the row, which is valid until the next one. */
    @FunctionalInterface
    interface Added {
        void row(long id, InternalRow row);
    }

    RowBatches(RangeRows rows, RowSchema schema, StreamClock clock) {
        this.rows = rows;
        this.schema = schema;
        this.codes = schema.labels() == null ? null : new LabelIndexer(schema.labels());
        this.clock = clock;
        this.batch = new ShardRows(schema);
    }

    /**
     * Fills the next batch. It is empty at the end of the rows.
     *
     * @throws DataException if a row is invalid
     */
    boolean fill(Added added) {
        long start = System.nanoTime();
        while (batch.count() < ROWS && rows.next()) {
            addTo(batch);
            added.row(rows.id(), rows.row());
        }
        clock.read(System.nanoTime() - start, rows.takeCheckNanos());
        return batch.count() > 0;
    }

    /** Adds the last row to a batch. */
    void addTo(ShardRows some) {
        if (rows.reader().width() != schema.width()) {
            throw rows.invalid(
                    "features",
                    rows.reader().width() + " numbers (expected " + RowSchema.numbers(schema.shape()) + ")");
        }
        some.add(rows.id(), rows.reader(), label());
    }

    private @Nullable Number label() {
        if (codes == null) {
            return null;
        }
        Object given = Objects.requireNonNull(rows.reader().label());
        Number label = codes.of(given);
        if (label == null) {
            throw rows.invalid("label", given + " (" + schema.labels() + ")");
        }
        return label;
    }

    /** Returns the batch, which is valid until the next one is filled. */
    Examples take() {
        return batch.lend();
    }
}
