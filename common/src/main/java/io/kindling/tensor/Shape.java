package io.kindling.tensor;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sizes of a tensor's axes; a scalar has none. Sizes are zero or more. Immutable. */
public final class Shape implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;
    private final long size;

    private Shape(int[] dims) {
        this.dims = dims;
        long product = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("Invalid shape: " + Arrays.toString(dims) + " (sizes are >= 0)");
            }
            product = Math.multiplyExact(product, dim);
        }
        this.size = product;
    }

    public static Shape of(int... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    public static Shape of(List<Integer> dims) {
        return of(dims.stream().mapToInt(Integer::intValue).toArray());
    }

    public int rank() {
        return dims.length;
    }

    /** Returns the size of an axis; negative axes count from the end. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** Resolves an axis to a number from 0 to rank - 1; negative axes count from the end. */
    public int axis(int axis) {
        int resolved = axis < 0 ? axis + dims.length : axis;
        if (resolved < 0 || resolved >= dims.length) {
            throw new TensorException("Invalid axis: " + axis + " (shape " + this + " has " + dims.length + " axes)");
        }
        return resolved;
    }

    /** Returns the number of elements. */
    public long size() {
        return size;
    }

    public int[] dims() {
        return dims.clone();
    }

    public List<Integer> asList() {
        return Arrays.stream(dims).boxed().toList();
    }

    /** Returns this shape with a leading axis added: {@code (3, 4).prepend(2)} is {@code (2, 3, 4)}. */
    public Shape prepend(int dim) {
        int[] longer = new int[dims.length + 1];
        longer[0] = dim;
        System.arraycopy(dims, 0, longer, 1, dims.length);
        return new Shape(longer);
    }

    /** Returns this shape with a trailing axis added: {@code (2, 3).append(4)} is {@code (2, 3, 4)}. */
    public Shape append(int dim) {
        int[] longer = Arrays.copyOf(dims, dims.length + 1);
        longer[dims.length] = dim;
        return new Shape(longer);
    }

    /** Returns this shape without its first {@code count} axes. */
    public Shape dropFirst(int count) {
        return new Shape(Arrays.copyOfRange(dims, count, dims.length));
    }

    /** Returns this shape without its last {@code count} axes. */
    public Shape dropLast(int count) {
        return new Shape(Arrays.copyOf(dims, dims.length - count));
    }

    /** Returns this shape with the size of one axis replaced. */
    public Shape with(int axis, int dim) {
        int[] changed = dims.clone();
        changed[axis(axis)] = dim;
        return new Shape(changed);
    }

    /** Returns the shape of a reduction over the given axes (resolved, distinct). */
    public Shape reduce(List<Integer> axes, boolean keepDims) {
        return Shape.of(IntStream.range(0, dims.length)
                .filter(axis -> keepDims || !axes.contains(axis))
                .map(axis -> axes.contains(axis) ? 1 : dims[axis])
                .toArray());
    }

    /** Returns the shape that both broadcast to, by NumPy's rule; throws an error that names both if there is none. */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] out = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.dims[a.rank() - i] : 1;
            int y = i <= b.rank() ? b.dims[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new TensorException("Cannot broadcast " + a + " with " + b + ": sizes " + x + " and " + y
                        + " differ and neither is 1.");
            }
            out[rank - i] = x == 1 ? y : x;
        }
        return new Shape(out);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** Returns the shape as Python writes a tuple: {@code (64, 784)}, {@code (3,)}, {@code ()}. */
    @Override
    public String toString() {
        if (dims.length == 1) {
            return "(" + dims[0] + ",)";
        }
        return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
