package io.kindling.tensor;

/** Kernels that pick elements by index. */
public final class Select {
    private Select() {}

    /** 1 at the index and 0 elsewhere along a new last axis; all 0 where the index is out of range. */
    public static Tensor oneHot(Tensor indices, int classes, DType dtype) {
        long[] at = indices.longs();
        Tensor out = Tensor.zeros(dtype, indices.shape().append(classes));
        java.nio.ByteBuffer buffer = out.buffer();
        for (int i = 0; i < at.length; i++) {
            if (at[i] >= 0 && at[i] < classes) {
                int place = Math.toIntExact(i * (long) classes + at[i]);
                switch (dtype) {
                    case FLOAT32 -> buffer.putFloat(4 * place, 1);
                    case FLOAT64 -> buffer.putDouble(8 * place, 1);
                    case INT32 -> buffer.putInt(4 * place, 1);
                    case INT64 -> buffer.putLong(8 * place, 1);
                    case UINT8, BOOL -> buffer.put(place, (byte) 1);
                }
            }
        }
        return out;
    }
}
