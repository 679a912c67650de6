package io.kindling.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Copies a box of elements from one array to another, each side with its own distance between neighbours along every
 * axis. Transpose, broadcast, slice, pad and concat are this copy with other strides; it does not look at the elements,
 * so it serves every type.
 */
final class Strided {
    private final int width;
    private final int fromFirst;
    private final int toFirst;
    /** Sizes and strides with neighbours merged where both sides run on; strides in bytes. */
    private final int[] sizes;

    private final int[] fromStrides;
    private final int[] toStrides;

    /** Of {@code sizes} elements, beginning at the given elements of each side; strides count elements. */
    Strided(DType dtype, int fromFirst, int[] fromStrides, int toFirst, int[] toStrides, int[] sizes) {
        this.width = dtype.bytes();
        this.fromFirst = fromFirst * width;
        this.toFirst = toFirst * width;
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

    /** Copies; no size is 0. */
    void run(ByteBuffer from, ByteBuffer to) {
        axis(from, to, 0, fromFirst, toFirst);
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

    private void axis(ByteBuffer from, ByteBuffer to, int axis, int fromAt, int toAt) {
        if (axis == sizes.length) {
            to.put(toAt, from, fromAt, width);
        } else if (axis == sizes.length - 1) {
            run(from, to, sizes[axis], fromAt, fromStrides[axis], toAt, toStrides[axis]);
        } else {
            for (int i = 0; i < sizes[axis]; i++) {
                axis(from, to, axis + 1, fromAt + i * fromStrides[axis], toAt + i * toStrides[axis]);
            }
        }
    }

    private void run(ByteBuffer from, ByteBuffer to, int count, int fromAt, int fromStride, int toAt, int toStride) {
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
