package io.kindling.driver.table;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.table.internal.RowReader;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A growing buffer of rows for one shard, in primitive arrays. */
final class ShardRows {
    private static final int FIRST_CAPACITY = 64;

    private final RowSchema schema;
    private int count;
    private float[] features = {};
    private int[] classes = {};
    private float[] targets = {};
    private float[] weights = {};
    private long[] ids = {};

    ShardRows(RowSchema schema) {
        this.schema = schema;
    }

    int count() {
        return count;
    }

    /** Adds the last row of a reader. */
    void add(long id, RowReader row, @Nullable Number label) {
        grow();
        System.arraycopy(row.features(), 0, features, count * schema.width(), schema.width());
        ids[count] = id;
        if (hasClasses()) {
            classes[count] = Objects.requireNonNull(label).intValue();
        } else if (schema.labels() != null) {
            targets[count] = Objects.requireNonNull(label).floatValue();
        }
        if (schema.weighted()) {
            weights[count] = row.weight();
        }
        count++;
    }

    private boolean hasClasses() {
        return schema.labels() != null && schema.labels().dtype() == DType.INT32;
    }

    private void grow() {
        if (count < ids.length) {
            return;
        }
        int capacity = Math.max(FIRST_CAPACITY, 2 * count);
        features = Arrays.copyOf(features, Math.multiplyExact(capacity, schema.width()));
        ids = Arrays.copyOf(ids, capacity);
        if (hasClasses()) {
            classes = Arrays.copyOf(classes, capacity);
        } else if (schema.labels() != null) {
            targets = Arrays.copyOf(targets, capacity);
        }
        if (schema.weighted()) {
            weights = Arrays.copyOf(weights, capacity);
        }
    }

    /** Returns the buffered rows and empties the buffer. */
    Examples take() {
        return rows(Arrays.copyOf(features, count * schema.width()));
    }

    /**
     * Returns the buffered rows and empties the buffer. They may be aliased: they are valid until the next row is added. Saves
     * the allocation of megabytes for each batch of a stream.
     */
    Examples lend() {
        return features.length == count * schema.width() ? rows(features) : take();
    }

    private Examples rows(float[] values) {
        Column taken = Column.wrap(schema.shape(), count, values);
        Examples rows = Examples.wrap(taken, labels(), weightColumn(), Arrays.copyOf(ids, count));
        count = 0;
        return rows;
    }

    private @Nullable Column labels() {
        if (schema.labels() == null) {
            return null;
        }
        return hasClasses()
                ? Column.wrap(Shape.SCALAR, count, Arrays.copyOf(classes, count))
                : Column.wrap(Shape.SCALAR, count, Arrays.copyOf(targets, count));
    }

    private @Nullable Column weightColumn() {
        return schema.weighted() ? Column.wrap(Shape.SCALAR, count, Arrays.copyOf(weights, count)) : null;
    }
}
