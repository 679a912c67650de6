package io.kindling.tensor.internal.loop;

/**
 * A function of one number computed in float64 and rounded to float32. Conversions have loops of their own, because the
 * JVM does not vectorize loops that mix types.
 */
public final class PointwiseInDoubles implements Pointwise {
    /** Applies the function to the first {@code count} numbers, in place. */
    interface Loop {
        void run(double[] x, int count);
    }

    private final String name;
    private final Loop loop;
    private final double[] values;

    PointwiseInDoubles(String name, Loop loop) {
        this(name, loop, 0);
    }

    private PointwiseInDoubles(String name, Loop loop, int capacity) {
        this.name = name;
        this.loop = loop;
        this.values = new double[capacity];
    }

    /** Returns this function with scratch memory for {@code count} numbers, for use by one thread. */
    public Pointwise forOneKernel(int count) {
        return new PointwiseInDoubles(name, loop, count);
    }

    @Override
    public void apply(float[][] in, float[] out, int n) {
        double[] x = values.length < n ? new double[n] : values;
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            x[i] = a[i];
        }
        loop.run(x, n);
        for (int i = 0; i < n; i++) {
            out[i] = (float) x[i];
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
