package io.kindling.io;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.io.internal.Reason;
import io.kindling.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file in the IDX format: two zero bytes, the type of its values, the number of axes, the size of each axis as a big-endian
 * int, then the values, big-endian and row by row. Plain or compressed by gzip, detected from the first bytes.
 * Source: the format description of the MNIST database (LeCun, Cortes, Burges).
 *
 * @param type the type of its values
 * @param rows the size of the first axis
 * @param rowShape the sizes of the other axes
 */
record IdxFile(Location location, IdxType type, int rows, Shape rowShape) {
    /**
     * Reads the header and compares it with the file's length.
     *
     * @throws DataException if the file is missing, is not an IDX file, or its length does not match its header
     */
    static IdxFile open(Location location) {
        try (IdxBytes bytes = IdxBytes.open(location)) {
            int magic = bytes.readInt();
            int axes = magic & 0xff;
            IdxType type = IdxType.of(magic >>> 8)
                    .filter(known -> axes > 0)
                    .orElseThrow(() -> new DataException("Cannot read " + location + ": it begins with "
                            + HexFormat.of().toHexDigits(magic) + ", but an IDX file begins with 0000, the type of its"
                            + " values (" + IdxType.codes() + ") and the number of axes."));
            int[] dims = new int[axes];
            for (int axis = 0; axis < axes; axis++) {
                dims[axis] = bytes.readInt();
            }
            Shape row = rowShape(location, dims, type);
            bytes.requireLength(headerBytes(axes) + dims[0] * row.size() * type.bytes());
            return new IdxFile(location, type, dims[0], row);
        } catch (IOException failed) {
            throw unreadable(location, failed);
        }
    }

    /**
     * Reads the rows at ascending positions. The whole file is always read and checked.
     *
     * @return uint8, or float32 for files of other types
     * @throws DataException if the file is damaged, its length does not match its header, or a value of these rows is not finite
     */
    Column read(long[] positions) {
        Object kept = type.array(arrayLength(positions.length));
        int rowBytes = (int) rowShape.size() * type.bytes();
        ByteBuffer row = ByteBuffer.allocate(rowBytes);
        try (IdxBytes bytes = IdxBytes.open(location)) {
            int header = headerBytes(1 + rowShape.rank());
            bytes.requireLength(header + (long) rows * rowBytes);
            bytes.skip(header);
            long next = 0;
            for (int i = 0; i < positions.length; i++) {
                if (positions[i] < next || positions[i] >= rows) {
                    throw new IllegalArgumentException(
                            "Invalid position: " + positions[i] + " (ascending, 0 to " + (rows - 1) + ")");
                }
                bytes.skip((positions[i] - next) * rowBytes);
                bytes.read(row.array(), 0, rowBytes);
                type.put(row.clear(), kept, i * (int) rowShape.size());
                next = positions[i] + 1;
            }
            bytes.skip((rows - next) * rowBytes);
            bytes.requireEnd();
        } catch (IOException failed) {
            throw unreadable(location, failed);
        }
        if (kept instanceof float[] floats) {
            requireFinite(floats, positions);
        }
        return Column.wrap(rowShape, positions.length, kept);
    }

    private void requireFinite(float[] values, long[] positions) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException(
                        "Cannot read " + location + ": a value of row " + positions[i / (int) rowShape.size()] + " is "
                                + values[i] + " (values are finite in float32).");
            }
        }
    }

    private int arrayLength(int keptRows) {
        try {
            return Math.toIntExact(Math.multiplyExact(keptRows, rowShape.size()));
        } catch (ArithmeticException tooLong) {
            throw new DataException(
                    "Cannot hold " + keptRows + " rows of " + location + ": with " + rowShape.size()
                            + " values per row they exceed the size limit of an array. Use more shards or fewer rows.",
                    tooLong);
        }
    }

    private static int headerBytes(int axes) {
        return 4 + 4 * axes;
    }

    /** Returns the shape of a row, which fits an array, so that the size of all rows is a long. */
    private static Shape rowShape(Location location, int[] dims, IdxType type) {
        try {
            Shape row = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
            Shape.of(dims[0], Math.toIntExact(Math.multiplyExact(row.size(), type.bytes())));
            return row;
        } catch (ArithmeticException | IllegalArgumentException invalid) {
            throw new DataException(
                    "Cannot read " + location + ": its header has the invalid axis sizes " + Arrays.toString(dims)
                            + ".",
                    invalid);
        }
    }

    private static DataException unreadable(Location location, IOException failed) {
        return new DataException("Cannot read " + location + ": " + Reason.of(failed), failed);
    }
}
