package io.kindling.tensor;

/** A stretch of floating elements in float64, copied in and out at once: reading them one by one costs more than computing. */
final class Stretch {
    private final double[] values;
    private final float[] floats;

    /** @param length the most elements it holds */
    Stretch(int length) {
        this.values = new double[length];
        this.floats = new float[length];
    }

    /** What was read, or is to be written. */
    double[] values() {
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
                values[i] = x.real(from + i);
            }
        }
    }

    /** Writes the first values, rounded to the type of the elements. */
    void write(Elements x, int to, int count) {
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
