package io.kindling.tensor;

/**
 * A function of one number that is computed in float64 and rounded: in loops of their own, since the JVM makes no vector
 * instructions of those that change between types.
 */
final class PointwiseInDoubles implements Pointwise {
    /** The function of the first {@code count} numbers, in place. */
    interface Loop {
        void run(double[] x, int count);
    }

    private final String name;
    private final Loop loop;
    private final double[] values;

    PointwiseInDoubles(String name, Loop loop) {
        this(name, loop, 0);
    }

    private PointwiseInDoubles(String name, Loop loop, int held) {
        this.name = name;
        this.loop = loop;
        this.values = new double[held];
    }

    /** The same with memory of its own, for one thread, and so many numbers at once. */
    Pointwise forOneKernel(int count) {
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
