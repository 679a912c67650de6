package io.kindling.tensor.internal.loop;

/**
 * The exponential and functions derived from it, in place over many float64 numbers, with a relative error of 1e-10:
 * for results that are rounded to float32. Arguments are clamped to the range of float32. A 256th of the argument is
 * small enough for a Taylor polynomial, whose value is squared eight times. So the JVM vectorizes the whole loop,
 * unlike {@link Exponential}, which is for results of float64 range and accuracy. NaN stays NaN.
 */
final class ExponentialLoops {
    /** The exponentials of this and of its negative are infinite and 0 in float32. */
    private static final double LIMIT = 106;

    private static final double FRACTION = 1.0 / 256;

    private ExponentialLoops() {}

    static void exp(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            double e = 1 + expm1Series(FRACTION * Math.max(-LIMIT, Math.min(LIMIT, x[i])));
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            x[i] = e * e;
        }
    }

    /**
     * {@code exp(x) - 1}, accurate for small x too: if e is the value for half the argument, {@code e (e + 2)} is the
     * value for the whole.
     */
    static void expm1(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            double e = expm1Series(FRACTION * Math.max(-LIMIT, Math.min(LIMIT, x[i])));
            e *= e + 2;
            e *= e + 2;
            e *= e + 2;
            e *= e + 2;
            e *= e + 2;
            e *= e + 2;
            e *= e + 2;
            x[i] = e * (e + 2);
        }
    }

    /** {@code 1 / (1 + exp(-x))}. */
    static void sigmoid(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = -x[i];
        }
        exp(x, count);
        for (int i = 0; i < count; i++) {
            x[i] = 1 / (1 + x[i]);
        }
    }

    /** {@code e / (e + 2)}, where e is {@code exp(2 x) - 1}. */
    static void tanh(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = 2 * Math.max(-LIMIT / 2, Math.min(LIMIT / 2, x[i]));
        }
        expm1(x, count);
        for (int i = 0; i < count; i++) {
            x[i] = x[i] / (x[i] + 2);
        }
    }

    /** Returns {@code exp(r) - 1} for r from -0.42 to 0.42. */
    private static double expm1Series(double r) {
        double series = 1.0 / 39916800;
        series = series * r + 1.0 / 3628800;
        series = series * r + 1.0 / 362880;
        series = series * r + 1.0 / 40320;
        series = series * r + 1.0 / 5040;
        series = series * r + 1.0 / 720;
        series = series * r + 1.0 / 120;
        series = series * r + 1.0 / 24;
        series = series * r + 1.0 / 6;
        series = series * r + 0.5;
        return (series * r + 1) * r;
    }
}
