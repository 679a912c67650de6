package io.kindling.tensor;

/**
 * The exponential and what is made of it, of many float64 numbers in place, to 1e-10 of its value: for results that are
 * rounded to float32, beyond whose range arguments are cut off. A 256th of the argument is so small that Taylor's polynomial
 * serves; its exponential is squared eight times. So the JVM makes vector instructions of all of it, unlike of
 * {@link Exponential}, which serves where float64 must be near. NaN stays NaN.
 */
final class ExponentialLoops {
    /** The exponentials of it and of its negative are infinite and 0 in float32. */
    private static final double MOST = 106;

    private static final double PART = 1.0 / 256;

    private ExponentialLoops() {}

    static void exp(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            double e = 1 + rise(PART * Math.max(-MOST, Math.min(MOST, x[i])));
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

    /** {@code exp(x) - 1}, as exact for small x: of the half it is e, of the whole {@code e (e + 2)}. */
    static void expm1(double[] x, int count) {
        for (int i = 0; i < count; i++) {
            double e = rise(PART * Math.max(-MOST, Math.min(MOST, x[i])));
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
            x[i] = 2 * Math.max(-MOST / 2, Math.min(MOST / 2, x[i]));
        }
        expm1(x, count);
        for (int i = 0; i < count; i++) {
            x[i] = x[i] / (x[i] + 2);
        }
    }

    /** {@code exp(r) - 1} of a number from -0.42 to 0.42. */
    private static double rise(double r) {
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
