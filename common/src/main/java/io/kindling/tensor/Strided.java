package io.kindling.tensor;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Copies a box of elements from one array to another, each side with its own distance between neighbours along every
 * axis. Transpose, broadcast, slice, pad and concat are this copy with other strides; it does not look at the elements,
 * so it serves every type.
 */
final class Strided {
    private final ByteBuffer from;
    private final ByteBuffer to;
    private final int width;
    /** Sizes and strides with neighbours merged where both sides run on; strides in bytes. */
    private final int[] sizes;

    private final int[] fromStrides;
    private final int[] toStrides;

    private Strided(Tensor from, int[] fromStrides, Tensor to, int[] toStrides, int[] sizes) {
        this.from = from.buffer();
        this.to = to.buffer();
        this.width = to.dtype().bytes();
        int[] n = new int[sizes.length];
        int[] f = new int[sizes.length];
        int[] t = new int[sizes.length];
        int axes = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            int fromStride = fromStrides[axis] * width;
            int toStride = toStrides[axis] * width;
            if (sizes[axis] == 1) {
                continue;
            }
            if (axes > 0 && f[axes - 1] == fromStride * sizes[axis] && t[axes - 1] == toStride * sizes[axis]) {
                axes--;
                n[axes] *= sizes[axis];
            } else {
                n[axes] = sizes[axis];
            }
            f[axes] = fromStride;
            t[axes] = toStride;
            axes++;
        }
        this.sizes = Arrays.copyOf(n, axes);
        this.fromStrides = Arrays.copyOf(f, axes);
        this.toStrides = Arrays.copyOf(t, axes);
    }

    /** Copies {@code sizes} elements, beginning at the given elements of each side; strides count elements. */
    static void copy(
            Tensor from, int fromFirst, int[] fromStrides, Tensor to, int toFirst, int[] toStrides, int[] sizes) {
        if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
            return;
        }
        try {
            Strided copy = new Strided(from, fromStrides, to, toStrides, sizes);
            copy.axis(0, fromFirst * copy.width, toFirst * copy.width);
        } finally {
            Reference.reachabilityFence(from);
            Reference.reachabilityFence(to);
        }
    }

    /** The distance in elements between neighbours along each axis of a row-major array. */
    static int[] of(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, shape.dim(axis));
        }
        return strides;
    }

    private void axis(int axis, int fromAt, int toAt) {
        if (axis == sizes.length) {
            to.put(toAt, from, fromAt, width);
        } else if (axis == sizes.length - 1) {
            run(sizes[axis], fromAt, fromStrides[axis], toAt, toStrides[axis]);
        } else {
            for (int i = 0; i < sizes[axis]; i++) {
                axis(axis + 1, fromAt + i * fromStrides[axis], toAt + i * toStrides[axis]);
            }
        }
    }

    private void run(int count, int fromAt, int fromStride, int toAt, int toStride) {
        if (fromStride == width && toStride == width) {
            to.put(toAt, from, fromAt, count * width);
            return;
        }
        switch (width) {
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    to.put(toAt + i * toStride, from.get(fromAt + i * fromStride));
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    to.putInt(toAt + i * toStride, from.getInt(fromAt + i * fromStride));
                }
            }
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    to.putLong(toAt + i * toStride, from.getLong(fromAt + i * fromStride));
                }
            }
            default -> throw new AssertionError("elements of " + width + " bytes");
        }
    }
}
