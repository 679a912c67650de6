package io.kindling.tensor;

import java.nio.ByteBuffer;

/**
 * A tensor in an {@link Arena} that is read and written repeatedly. Copies between it and Java arrays allocate nothing.
 * Threads may concurrently access elements that do not overlap.
 */
public final class Region {
    private final Tensor tensor;
    private final Elements elements = new Elements();

    /** @param tensor in an arena, or one that is never written */
    public Region(Tensor tensor) {
        this.tensor = tensor;
        if (tensor.shape().size() > 0) {
            elements.open(tensor);
        }
    }

    public Tensor tensor() {
        return tensor;
    }

    /** Writes all elements of a float32 region from an array, beginning at its index {@code first}. */
    public void write(float[] from, int first) {
        require(DType.FLOAT32);
        elements.write(0, from, first, size());
    }

    /**
     * Copies {@code count} float32 elements of another region, from its index {@code first} to index {@code to} of this
     * one.
     */
    public void write(int to, Region from, int first, int count) {
        require(DType.FLOAT32);
        from.require(DType.FLOAT32);
        elements.write(to, from.elements, first, count);
    }

    /** Writes all elements from a tensor of the same type and shape. */
    public void write(Tensor from) {
        if (from.dtype() != tensor.dtype() || !from.shape().equals(tensor.shape())) {
            throw new IllegalArgumentException("Cannot copy " + from.dtype() + " " + from.shape() + " to a region of "
                    + tensor.dtype() + " " + tensor.shape() + ".");
        }
        Memory.copy(from, tensor);
    }

    /** Returns a copy of all elements as a new tensor. */
    public Tensor copy() {
        Tensor copied = Memory.allocate(tensor.dtype(), tensor.shape());
        Memory.copy(tensor, copied);
        return copied;
    }

    /** Reads all elements of a float32 region into an array, beginning at its index {@code first}. */
    public void read(float[] into, int first) {
        require(DType.FLOAT32);
        elements.read(0, into, first, size());
    }

    /** Reads {@code count} elements of a float32 region, from index {@code from}, into an array at index {@code at}. */
    public void read(int from, float[] into, int at, int count) {
        require(DType.FLOAT32);
        elements.read(from, into, at, count);
    }

    /**
     * Returns {@code count} elements from index {@code first} on as bytes in native order, without copying them. This region
     * must stay reachable for as long as they are used.
     */
    public ByteBuffer bytes(int first, int count) {
        int size = tensor.dtype().bytes();
        return elements.bytes().slice(first * size, count * size);
    }

    /** Returns an element of any type. */
    public double number(int index) {
        return elements.doubleAt(index);
    }

    /**
     * Writes elements of this region's type.
     *
     * @param to index of the first element written
     * @param from a Java array of this region's type, as in {@link DType#ofArray}
     */
    public void write(int to, Object from, int first, int count) {
        elements.write(to, from, first, count);
    }

    /** Returns the same elements in another shape; shares the memory. */
    public Tensor as(Shape shape) {
        return shape.equals(tensor.shape()) ? tensor : Memory.reshaped(tensor, shape);
    }

    private int size() {
        return Math.toIntExact(tensor.shape().size());
    }

    private void require(DType dtype) {
        if (tensor.dtype() != dtype) {
            throw new TensorException("Cannot copy " + dtype + " elements: the region is " + tensor.dtype() + ".");
        }
    }
}
