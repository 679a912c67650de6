package io.kindling.driver.table;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The rows of a shard in table order, filled in as pieces of them arrive in any order. */
final class GatheredRows {
    private final long[] ids;
    private final Shape row;
    private final int width;
    private final float[] features;
    /** An {@code int[]} of classes or a {@code float[]} of targets; null if there are no labels. */
    private final @Nullable Object labels;

    private final float @Nullable [] weights;
    private final BitSet received = new BitSet();

    /** @param ids the numbers of the shard's rows in the table, ascending; aliased */
    GatheredRows(RowSchema schema, long[] ids) {
        this.ids = ids;
        this.row = schema.shape();
        this.width = schema.width();
        this.features = new float[Math.multiplyExact(ids.length, width)];
        this.labels = labels(schema, ids.length);
        this.weights = schema.weighted() ? new float[ids.length] : null;
    }

    private static @Nullable Object labels(RowSchema schema, int count) {
        if (schema.labels() == null) {
            return null;
        }
        return schema.labels().dtype() == DType.INT32 ? new int[count] : new float[count];
    }

    /** @throws DataException if a row is not one of the shard's */
    void add(Examples piece) {
        long[] pieceIds = piece.rowIds();
        int[] at = new int[pieceIds.length];
        for (int row = 0; row < at.length; row++) {
            at[row] = Arrays.binarySearch(ids, pieceIds[row]);
            if (at[row] < 0) {
                throw changed();
            }
            received.set(at[row]);
        }
        scatter(piece.features().values(), features, width, at);
        if (labels != null) {
            scatter(piece.labels().orElseThrow().values(), labels, 1, at);
        }
        if (weights != null) {
            scatter(piece.weights().orElseThrow().values(), weights, 1, at);
        }
    }

    private static void scatter(Object from, Object to, int width, int[] at) {
        for (int row = 0; row < at.length; row++) {
            System.arraycopy(from, row * width, to, at[row] * width, width);
        }
    }

    /** @throws DataException if rows are missing */
    Examples take() {
        if (received.cardinality() != ids.length) {
            throw changed();
        }
        return Examples.wrap(
                Column.wrap(row, ids.length, features),
                labels == null ? null : Column.wrap(Shape.SCALAR, ids.length, labels),
                weights == null ? null : Column.wrap(Shape.SCALAR, ids.length, weights),
                ids);
    }

    private DataException changed() {
        return new DataException("Cannot place rows: a shard received " + received.cardinality() + " of its "
                + ids.length + ". The table was changed after it was checked.");
    }
}
