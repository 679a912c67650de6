package io.kindling.tensor.internal.loop;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Copies a box of elements between two arrays, each with its own stride along every axis. Transpose, broadcast, slice,
 * pad and concat are this copy with different strides. It only moves bytes, so it works for every type.
 */
public final class Strided {
    private final int width;
    private final int fromFirst;
    private final int toFirst;
    /** Sizes and byte strides, with adjacent axes merged where both sides are contiguous across them. */
    private final int[] sizes;

    private final int[] fromStrides;
    private final int[] toStrides;

    /**
     * Prepares a copy of {@code sizes} elements, beginning at the given elements of each side; strides count elements.
     */
    public Strided(DType dtype, int fromFirst, int[] fromStrides, int toFirst, int[] toStrides, int[] sizes) {
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

    /** Copies the box; no size is 0. */
    public void run(ByteBuffer from, ByteBuffer to) {
        axis(from, to, 0, fromFirst, toFirst);
    }

    /** Returns the strides, in elements, of a row-major array. */
    public static int[] of(Shape shape) {
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
