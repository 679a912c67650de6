package io.kindling.data;

import io.kindling.tensor.DType;
import io.kindling.tensor.Region;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * One value per row, of one type and shape, in one primitive array on the heap, row after row. Uint8 is a {@code byte[]},
 * the other types are the Java arrays of the same name; bool is not supported. Immutable by convention: arrays passed in and
 * returned are aliased, not copied, because they can be as large as the data.
 */
public final class Column implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int CHECKSUM_CHUNK = 1 << 14;

    private final DType dtype;
    private final Shape rowShape;
    private final int rowSize;
    private final int count;
    private final Object values;

    private Column(Shape rowShape, int count, Object values) {
        this.dtype = DType.ofArray(values);
        this.rowShape = rowShape;
        this.rowSize = Math.toIntExact(rowShape.size());
        this.count = count;
        this.values = values;
        if (count < 0 || Array.getLength(values) != Math.multiplyExact((long) rowSize, count)) {
            throw new IllegalArgumentException("Invalid column: " + Array.getLength(values) + " values (" + count
                    + " rows of shape " + rowShape + ")");
        }
    }

    /** Returns a column over an array of one of the supported types; aliased. */
    public static Column wrap(Shape rowShape, int count, Object values) {
        return new Column(rowShape, count, values);
    }

    public static Column of(float[] values, int... rowDims) {
        return wrapWholeRows(values, rowDims);
    }

    public static Column of(double[] values, int... rowDims) {
        return wrapWholeRows(values, rowDims);
    }

    public static Column of(int[] values, int... rowDims) {
        return wrapWholeRows(values, rowDims);
    }

    public static Column of(long[] values, int... rowDims) {
        return wrapWholeRows(values, rowDims);
    }

    /** Unsigned bytes, 0 to 255. */
    public static Column of(byte[] values, int... rowDims) {
        return wrapWholeRows(values, rowDims);
    }

    /** Returns a column of vectors, copied; all rows must have the first row's length. */
    public static Column of(float[][] rows) {
        return copyOf(rows, rows.length == 0 ? 0 : rows[0].length, new float[0]);
    }

    /** Returns a column of vectors, copied; all rows must have the first row's length. */
    public static Column of(double[][] rows) {
        return copyOf(rows, rows.length == 0 ? 0 : rows[0].length, new double[0]);
    }

    /** Returns the rows of a tensor's leading axis, copied. */
    public static Column of(Tensor tensor) {
        if (tensor.shape().rank() == 0) {
            throw new IllegalArgumentException("Invalid tensor: a scalar (the leading axis of a column is its rows)");
        }
        Object values = switch (tensor.dtype()) {
            case FLOAT32 -> tensor.floats();
            case FLOAT64 -> tensor.doubles();
            case INT32 ->
                Arrays.stream(tensor.longs()).mapToInt(value -> (int) value).toArray();
            case INT64 -> tensor.longs();
            case UINT8 -> tensor.bytes();
            case BOOL ->
                throw new IllegalArgumentException("Invalid tensor: bool (a column holds numbers; cast it first)");
        };
        return wrap(tensor.shape().dropFirst(1), tensor.shape().dim(0), values);
    }

    /** Concatenates columns of the same type and row shape. */
    public static Column concat(List<Column> parts) {
        Column first = parts.get(0);
        int total = 0;
        for (Column part : parts) {
            if (part.dtype != first.dtype || !part.rowShape.equals(first.rowShape)) {
                throw new IllegalArgumentException(
                        "Cannot join columns: rows are " + first.describeRow() + " and " + part.describeRow() + ".");
            }
            total = Math.addExact(total, part.count);
        }
        Object joined = first.newArray(total);
        int row = 0;
        for (Column part : parts) {
            first.copy(part.values, 0, joined, row, part.count);
            row += part.count;
        }
        return wrap(first.rowShape, total, joined);
    }

    public DType dtype() {
        return dtype;
    }

    /** The shape of one row; {@code ()} for scalars. */
    public Shape rowShape() {
        return rowShape;
    }

    /** The number of rows. */
    public int count() {
        return count;
    }

    /** The array itself: {@code byte[]}, {@code int[]}, {@code long[]}, {@code float[]} or {@code double[]}. */
    public Object values() {
        return values;
    }

    /** Returns the values as float32; aliased if they already are. */
    public float[] asFloats() {
        if (values instanceof float[] floats) {
            return floats;
        }
        float[] floats = new float[Array.getLength(values)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values instanceof double[] doubles ? (float) doubles[i] : integer(i);
        }
        return floats;
    }

    /**
     * Returns the same numbers in another type; this column if it has the type already. To float32 or float64, if not.
     *
     * @throws DataException for a whole number that float64 cannot hold
     */
    Column as(DType type) {
        if (type == dtype) {
            return this;
        }
        if (type == DType.FLOAT32) {
            return wrap(rowShape, count, asFloats());
        }
        double[] doubles = new double[Array.getLength(values)];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = dtype.isFloating() ? real(i) : integer(i);
            if (dtype == DType.INT64 && (long) doubles[i] != integer(i)) {
                throw new DataException("Cannot hold " + integer(i) + " as float64: it is not exact beyond 2^53.");
            }
        }
        return wrap(rowShape, count, doubles);
    }

    /** Returns the rows at these positions, in this order, copied. */
    public Column select(int[] rows) {
        Object selected = newArray(rows.length);
        for (int i = 0; i < rows.length; i++) {
            copy(values, rows[i], selected, i, 1);
        }
        return wrap(rowShape, rows.length, selected);
    }

    /** Writes the rows at the positions {@code rows[from]} to {@code rows[to - 1]} consecutively. */
    void copy(int[] rows, int from, int to, Region into) {
        for (int i = from; i < to; i++) {
            into.write((i - from) * rowSize, values, rows[i] * rowSize, rowSize);
        }
    }

    /** Writes {@code count} rows, starting at row {@code from}. */
    void copy(int from, int count, Region into) {
        into.write(0, values, from * rowSize, count * rowSize);
    }

    /** Returns the rows from {@code from} up to, not including, {@code to}; copied unless they are all rows. */
    public Column slice(int from, int to) {
        if (from == 0 && to == count) {
            return this;
        }
        Object part = newArray(to - from);
        copy(values, from, part, 0, to - from);
        return wrap(rowShape, to - from, part);
    }

    /** Returns all rows as a tensor, shape (count, row...). */
    public Tensor tensor() {
        int[] dims = rowShape.prepend(count).dims();
        return switch (dtype) {
            case FLOAT32 -> Tensor.of((float[]) values, dims);
            case FLOAT64 -> Tensor.of((double[]) values, dims);
            case INT32 -> Tensor.of((int[]) values, dims);
            case INT64 -> Tensor.of((long[]) values, dims);
            case UINT8 -> Tensor.of((byte[]) values, dims);
            case BOOL -> throw new IllegalStateException("Cannot make a tensor: a column is never bool.");
        };
    }

    /** Returns the rows at these positions as a tensor, shape (rows, row...). */
    public Tensor tensor(int[] rows) {
        return select(rows).tensor();
    }

    /** Returns the rows from {@code from} up to, not including, {@code to} as a tensor. */
    public Tensor tensor(int from, int to) {
        return slice(from, to).tensor();
    }

    /** Returns the first row with a value that is not finite, or -1. */
    int firstNonFinite() {
        if (values instanceof float[] floats) {
            for (int i = 0; i < floats.length; i++) {
                if (!Float.isFinite(floats[i])) {
                    return i / rowSize;
                }
            }
        } else if (values instanceof double[] doubles) {
            for (int i = 0; i < doubles.length; i++) {
                if (!Double.isFinite(doubles[i])) {
                    return i / rowSize;
                }
            }
        }
        return -1;
    }

    /** Returns element {@code index} of the array as an integer. For the integer types. */
    public long integer(int index) {
        return switch (dtype) {
            case UINT8 -> ((byte[]) values)[index] & 0xff;
            case INT32 -> ((int[]) values)[index];
            case INT64 -> ((long[]) values)[index];
            default -> throw new IllegalStateException("Cannot read " + dtype + " as integers.");
        };
    }

    /** Returns element {@code index} of the array as a floating-point number. For the floating types. */
    double real(int index) {
        return dtype == DType.FLOAT32 ? ((float[]) values)[index] : ((double[]) values)[index];
    }

    /** A CRC-32C of the types, shapes and values of columns; absent ones are null. */
    static int checksum(@Nullable Column... columns) {
        CRC32C checksum = new CRC32C();
        for (Column column : columns) {
            if (column != null) {
                column.addTo(checksum);
            }
        }
        return (int) checksum.getValue();
    }

    private void addTo(Checksum checksum) {
        checksum.update((describeRow() + count).getBytes(StandardCharsets.UTF_8));
        int size = dtype.bytes();
        int length = Array.getLength(values);
        ByteBuffer chunk = ByteBuffer.allocate(CHECKSUM_CHUNK * size);
        for (int from = 0; from < length; from += CHECKSUM_CHUNK) {
            int values = Math.min(CHECKSUM_CHUNK, length - from);
            put(chunk, from, values);
            checksum.update(chunk.array(), 0, values * size);
        }
    }

    private void put(ByteBuffer chunk, int from, int length) {
        switch (dtype) {
            case FLOAT32 -> chunk.asFloatBuffer().put((float[]) values, from, length);
            case FLOAT64 -> chunk.asDoubleBuffer().put((double[]) values, from, length);
            case INT32 -> chunk.asIntBuffer().put((int[]) values, from, length);
            case INT64 -> chunk.asLongBuffer().put((long[]) values, from, length);
            case UINT8 -> chunk.clear().put((byte[]) values, from, length);
            case BOOL -> throw new IllegalStateException("Cannot read a column of bool: there are none.");
        }
    }

    /** The type and shape of a row: {@code float32 (784,)}. */
    String describeRow() {
        return dtype + " " + rowShape;
    }

    private Object newArray(int rows) {
        return Array.newInstance(values.getClass().getComponentType(), Math.multiplyExact(rows, rowSize));
    }

    private void copy(Object from, int fromRow, Object to, int toRow, int rows) {
        System.arraycopy(from, fromRow * rowSize, to, toRow * rowSize, rows * rowSize);
    }

    private static Column wrapWholeRows(Object values, int... rowDims) {
        Shape rowShape = Shape.of(rowDims);
        int length = Array.getLength(values);
        if (rowShape.size() == 0 || length % rowShape.size() != 0) {
            throw new IllegalArgumentException("Invalid column: " + length
                    + " values (not a multiple of the size of a row of shape " + rowShape + ")");
        }
        return wrap(rowShape, Math.toIntExact(length / rowShape.size()), values);
    }

    private static Column copyOf(Object[] rows, int width, Object arrayOfType) {
        Object all =
                Array.newInstance(arrayOfType.getClass().getComponentType(), Math.multiplyExact(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            if (Array.getLength(rows[i]) != width) {
                throw new DataException("Invalid row " + i + ": " + Array.getLength(rows[i]) + " values (row 0 has "
                        + width + ", all rows must have the same width)");
            }
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return wrap(Shape.of(width), rows.length, all);
    }
}
