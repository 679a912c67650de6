package io.kindling.io;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.io.internal.Reason;
import io.kindling.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file of unsigned bytes in the IDX format: two zero bytes, the type 8, the number of axes, the size of each axis as a
 * big-endian int, then the bytes, row by row. Plain or compressed by gzip, detected from the first bytes.
 * Source: the format description of the MNIST database (LeCun, Cortes, Burges).
 *
 * @param rows the size of the first axis
 * @param rowShape the sizes of the other axes
 */
record IdxFile(Location location, int rows, Shape rowShape) {
    private static final int UNSIGNED_BYTE = 8;

    /**
     * Reads the header and compares it with the file's length.
     *
     * @throws DataException if the file is missing, is not an IDX file of bytes, or its length does not match its header
     */
    static IdxFile open(Location location) {
        try (IdxBytes bytes = IdxBytes.open(location)) {
            int magic = bytes.readInt();
            int axes = magic & 0xff;
            if (magic >>> 8 != UNSIGNED_BYTE || axes == 0) {
                throw new DataException("Cannot read " + location + ": it begins with "
                        + HexFormat.of().toHexDigits(magic)
                        + ", but an IDX file of unsigned bytes begins with 000008 and the number of axes.");
            }
            int[] dims = new int[axes];
            for (int axis = 0; axis < axes; axis++) {
                dims[axis] = bytes.readInt();
            }
            Shape row = rowShape(location, dims);
            bytes.requireLength(headerBytes(axes) + dims[0] * row.size());
            return new IdxFile(location, dims[0], row);
        } catch (IOException failed) {
            throw unreadable(location, failed);
        }
    }

    /**
     * Reads the rows at ascending positions. The whole file is always read and checked.
     *
     * @throws DataException if the file is damaged or its length does not match its header
     */
    Column read(long[] positions) {
        byte[] kept = new byte[arrayLength(positions.length)];
        int rowBytes = (int) rowShape.size();
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
                bytes.read(kept, i * rowBytes, rowBytes);
                next = positions[i] + 1;
            }
            bytes.skip((rows - next) * rowBytes);
            bytes.requireEnd();
        } catch (IOException failed) {
            throw unreadable(location, failed);
        }
        return Column.wrap(rowShape, positions.length, kept);
    }

    private int arrayLength(int keptRows) {
        try {
            return Math.toIntExact(Math.multiplyExact(keptRows, rowShape.size()));
        } catch (ArithmeticException tooLong) {
            throw new DataException(
                    "Cannot hold " + keptRows + " rows of " + location + ": with " + rowShape.size()
                            + " bytes per row they exceed the size limit of an array. Use more shards or fewer rows.",
                    tooLong);
        }
    }

    private static int headerBytes(int axes) {
        return 4 + 4 * axes;
    }

    /** Returns the shape of a row, which fits an array, so that the size of all rows is a long. */
    private static Shape rowShape(Location location, int[] dims) {
        try {
            Shape row = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
            Shape.of(dims[0], Math.toIntExact(row.size()));
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
