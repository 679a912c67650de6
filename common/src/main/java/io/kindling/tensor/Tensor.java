package io.kindling.tensor;

import io.kindling.tensor.internal.CallSite;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An immutable array of numbers with a {@link Shape} and a {@link DType}, in row-major order, off the Java heap.
 *
 * <p>A <em>symbolic</em> tensor has a shape and a type but no numbers. It represents a value while a function is traced
 * or evaluated for shapes only. Reading its elements throws an exception.
 *
 * <p>Memory: a tensor created inside a {@link TensorScope} is released when the scope closes and cannot be read after
 * that; one created outside is released by the garbage collector.
 */
public final class Tensor {
    private final DType dtype;
    private final Shape shape;
    private final boolean symbolic;
    private @Nullable Storage storage;
    private @Nullable Rows rows;

    private Tensor(DType dtype, Shape shape, @Nullable Storage storage, boolean symbolic) {
        this.dtype = dtype;
        this.shape = shape;
        this.storage = storage;
        this.symbolic = symbolic;
    }

    /** Returns a tensor in this memory, to be written once; the storage is null if the size is 0. */
    public static Tensor of(DType dtype, Shape shape, @Nullable Storage storage) {
        return new Tensor(dtype, shape, storage, false);
    }

    public static Tensor symbolic(DType dtype, Shape shape) {
        return new Tensor(dtype, shape, null, true);
    }

    public static Tensor of(float[] values, int... dims) {
        Tensor tensor = Memory.allocate(DType.FLOAT32, shapeFor(values.length, dims));
        Memory.write(tensor, values);
        return tensor;
    }

    public static Tensor of(double[] values, int... dims) {
        Tensor tensor = Memory.allocate(DType.FLOAT64, shapeFor(values.length, dims));
        Memory.write(tensor, values);
        return tensor;
    }

    public static Tensor of(int[] values, int... dims) {
        Tensor tensor = Memory.allocate(DType.INT32, shapeFor(values.length, dims));
        Memory.write(tensor, values);
        return tensor;
    }

    public static Tensor of(long[] values, int... dims) {
        Tensor tensor = Memory.allocate(DType.INT64, shapeFor(values.length, dims));
        Memory.write(tensor, values);
        return tensor;
    }

    /** Returns a uint8 tensor of unsigned bytes, 0 to 255. */
    public static Tensor of(byte[] values, int... dims) {
        Tensor tensor = Memory.allocate(DType.UINT8, shapeFor(values.length, dims));
        Memory.write(tensor, values);
        return tensor;
    }

    public static Tensor of(boolean[] values, int... dims) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        Tensor tensor = Memory.allocate(DType.BOOL, shapeFor(values.length, dims));
        Memory.write(tensor, bytes);
        return tensor;
    }

    /** Returns a float32 scalar. */
    public static Tensor scalar(float value) {
        return of(new float[] {value}, new int[0]);
    }

    /** Returns a scalar of a type; the value is converted as a Java cast would. */
    public static Tensor scalar(DType dtype, double value) {
        return full(dtype, Shape.SCALAR, value);
    }

    /** Returns float32 zeros: {@code zeros(2, 3)}. */
    public static Tensor zeros(int... dims) {
        return zeros(DType.FLOAT32, Shape.of(dims));
    }

    public static Tensor zeros(DType dtype, Shape shape) {
        return full(dtype, shape, 0);
    }

    /** Returns float32 ones: {@code ones(2, 3)}. */
    public static Tensor ones(int... dims) {
        return ones(DType.FLOAT32, Shape.of(dims));
    }

    public static Tensor ones(DType dtype, Shape shape) {
        return full(dtype, shape, 1);
    }

    /** Returns a tensor with all elements equal to a value, which is converted as a Java cast would. */
    public static Tensor full(DType dtype, Shape shape, double value) {
        Tensor tensor = Memory.allocate(dtype, shape);
        Memory.fill(tensor, value);
        return tensor;
    }

    private static Shape shapeFor(int length, int[] dims) {
        Shape shape = Shape.of(dims);
        if (shape.size() != length) {
            throw new IllegalArgumentException(
                    "Invalid shape: " + shape + " (has " + shape.size() + " elements, values has " + length + ")");
        }
        return shape;
    }

    public DType dtype() {
        return dtype;
    }

    public Shape shape() {
        return shape;
    }

    public boolean isSymbolic() {
        return symbolic;
    }

    /** Returns the rows that the leading axis holds, if they are known. */
    public Optional<Rows> rows() {
        return Optional.ofNullable(rows);
    }

    /** Sets which rows the leading axis holds, and returns this tensor. Used by row sources and the interpreter. */
    public Tensor setRows(@Nullable Rows rows) {
        if (rows != null && (shape.rank() == 0 || rows.count() != shape.dim(0))) {
            throw new IllegalArgumentException("Invalid rows: " + rows.count() + " (tensor is " + shape + ")");
        }
        this.rows = rows;
        return this;
    }

    /** Returns the elements in row-major order. Float32 only. */
    public float[] floats() {
        require(DType.FLOAT32);
        float[] values = new float[Math.toIntExact(shape.size())];
        Memory.read(this, values);
        return values;
    }

    /** Returns the elements in row-major order, converted from any type. */
    public double[] doubles() {
        double[] values = new double[Math.toIntExact(shape.size())];
        switch (dtype) {
            case FLOAT64 -> Memory.read(this, values);
            case FLOAT32 -> {
                float[] read = floats();
                for (int i = 0; i < values.length; i++) {
                    values[i] = read[i];
                }
            }
            default -> {
                long[] read = longs();
                for (int i = 0; i < values.length; i++) {
                    values[i] = read[i];
                }
            }
        }
        return values;
    }

    /** Returns the elements in row-major order. Any type but floating; booleans are 0 and 1. */
    public long[] longs() {
        long[] values = new long[Math.toIntExact(shape.size())];
        switch (dtype) {
            case INT64 -> Memory.read(this, values);
            case INT32 -> {
                int[] read = new int[values.length];
                Memory.read(this, read);
                for (int i = 0; i < values.length; i++) {
                    values[i] = read[i];
                }
            }
            case UINT8, BOOL -> {
                byte[] read = bytes();
                for (int i = 0; i < values.length; i++) {
                    values[i] = read[i] & 0xff;
                }
            }
            default -> throw new TensorException("Cannot read " + dtype + " " + shape + " as longs: cast it first.");
        }
        return values;
    }

    /** Returns the elements in row-major order. Uint8 and bool only. */
    public byte[] bytes() {
        if (dtype != DType.UINT8) {
            require(DType.BOOL);
        }
        byte[] values = new byte[Math.toIntExact(shape.size())];
        Memory.read(this, values);
        return values;
    }

    /** Returns the element of a tensor with a single element. */
    public double item() {
        if (shape.size() != 1) {
            throw new TensorException("Cannot read " + shape + " as one number: it has " + shape.size() + " elements.");
        }
        return doubles()[0];
    }

    private void require(DType expected) {
        if (dtype != expected) {
            throw new TensorException("Cannot read " + dtype + " " + shape + " as " + expected + ": cast it first.");
        }
    }

    /** Returns the elements as an ND4J array; the tensor must not be empty. */
    public INDArray array() {
        return storage().array(shape);
    }

    /**
     * Returns a pointer to the elements; the tensor must not be empty. Valid while this tensor is reachable and not
     * released.
     */
    Pointer pointer() {
        return storage().pointer();
    }

    /** Returns {@link #pointer} as a raw address. */
    public long address() {
        return pointer().address();
    }

    /** Returns the elements as bytes in native order, aliased, not copied. Valid while this tensor is reachable. */
    public ByteBuffer buffer() {
        return shape.size() == 0 ? ByteBuffer.allocate(0) : storage().bytes();
    }

    /** Returns the memory of a nonempty tensor. */
    Storage storage() {
        if (storage == null) {
            throw new IllegalStateException(whyUnreadable());
        }
        return storage;
    }

    /**
     * Throws if the elements cannot be read.
     *
     * @throws IllegalStateException if the tensor is symbolic or released
     */
    public void requireReadable() {
        if (storage == null && shape.size() != 0) {
            throw new IllegalStateException(whyUnreadable());
        }
    }

    /** Detaches and returns the memory; the tensor cannot be read afterwards. */
    @Nullable
    Storage release() {
        Storage released = storage;
        storage = null;
        return released;
    }

    private String whyUnreadable() {
        if (symbolic) {
            return "Cannot read a value of shape " + shape
                    + " here: the function is being evaluated for shapes only, so the value does not exist yet"
                    + CallSite.at() + ". Return it from the phase, or compute with it as a tensor.";
        }
        return "Cannot read a tensor of shape " + shape
                + ": it was released when its step ended. Copy the values you need before the step ends.";
    }

    @Override
    public String toString() {
        String head = "Tensor(shape=" + shape + ", dtype=" + dtype;
        if (symbolic) {
            return head + ", symbolic)";
        }
        if (storage == null && shape.size() > 0) {
            return head + ", released)";
        }
        int shown = (int) Math.min(shape.size(), 8);
        String values = Arrays.toString(Arrays.copyOf(doubles(), shown));
        return head + ", values=" + (shape.size() > shown ? values.replace("]", ", ...]") : values) + ")";
    }
}
