package io.kindling.tensor;

/**
 * A tensor in an {@link Arena}, written and read again and again by whoever owns the arena. Copies between it and Java
 * arrays allocate nothing. Threads may read and write elements that are apart at the same time.
 */
public final class Region {
    private final Tensor tensor;
    private final Elements elements = new Elements();

    /** @param tensor what is written and read: in an arena, or never written */
    public Region(Tensor tensor) {
        this.tensor = tensor;
        if (tensor.shape().size() > 0) {
            elements.open(tensor);
        }
    }

    public Tensor tensor() {
        return tensor;
    }

    /** Writes all elements of a float32 region: those of an array from a place on. */
    public void write(float[] from, int first) {
        require(DType.FLOAT32);
        elements.write(0, from, first, size());
    }

    /** Writes elements from one on: so many of another region, both float32. */
    public void write(int to, Region from, int first, int count) {
        require(DType.FLOAT32);
        from.require(DType.FLOAT32);
        elements.write(to, from.elements, first, count);
    }

    /** Writes all elements: those of a tensor of the same type and size. */
    public void write(Tensor from) {
        if (from.dtype() != tensor.dtype() || !from.shape().equals(tensor.shape())) {
            throw new IllegalArgumentException("Cannot copy " + from.dtype() + " " + from.shape() + " to a region of "
                    + tensor.dtype() + " " + tensor.shape() + ".");
        }
        Memory.copy(from, tensor);
    }

    /** All elements as a tensor of its own. */
    public Tensor copy() {
        Tensor copied = Memory.allocate(tensor.dtype(), tensor.shape());
        Memory.copy(tensor, copied);
        return copied;
    }

    /** Reads all elements of a float32 region into an array, from a place on. */
    public void read(float[] into, int first) {
        require(DType.FLOAT32);
        elements.read(0, into, first, size());
    }

    /** Reads some elements of a float32 region, from one on, into an array, from a place on. */
    public void read(int from, float[] into, int at, int count) {
        require(DType.FLOAT32);
        elements.read(from, into, at, count);
    }

    /** An element of any type. */
    public double number(int index) {
        return elements.real(index);
    }

    /**
     * Writes elements of this region's type.
     *
     * @param to the first element written
     * @param from an array as {@link DType#ofArray} knows them, of this type
     */
    public void write(int to, Object from, int first, int count) {
        elements.write(to, from, first, count);
    }

    /** The same elements under another shape. */
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
