package io.kindling.tensor.internal.loop;

import io.kindling.tensor.DType;
import io.kindling.tensor.Elements;

/**
 * A chunk of floating elements converted to float64, read and written in bulk, because element access costs more than
 * the arithmetic.
 */
public final class DoubleChunk {
    private final double[] values;
    private final float[] floats;

    /** @param length capacity in elements */
    public DoubleChunk(int length) {
        this.values = new double[length];
        this.floats = new float[length];
    }

    /** Returns the values that were read or are to be written. */
    public double[] values() {
        return values;
    }

    void read(Elements x, int from, int count) {
        if (x.dtype() == DType.FLOAT32) {
            x.read(from, floats, 0, count);
            for (int i = 0; i < count; i++) {
                values[i] = floats[i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = x.doubleAt(from + i);
            }
        }
    }

    /** Writes the first {@code count} values, rounded to the type of the elements. */
    public void write(Elements x, int to, int count) {
        if (x.dtype() == DType.FLOAT32) {
            for (int i = 0; i < count; i++) {
                floats[i] = (float) values[i];
            }
            x.write(to, floats, 0, count);
        } else {
            x.write(to, values, 0, count);
        }
    }
}
