package io.kindling.tensor;

/**
 * The exponential to 1e-11 of its value, several times faster than Java's own, and a logarithm to 1e-10: for results that are
 * rounded to float32. The exponential's power of 2 is split off, and the rest, which is near 1, is Taylor's polynomial.
 */
final class Exponential {
    /** From here on the power of 2 is no normal number. */
    private static final double LEAST = -708;

    private static final double GREATEST = 709;

    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN_2 = 0.6931471805599453;
    /** Added to a number, it leaves the nearest whole one in the last bits. */
    private static final double WHOLE = 0x1.8p52;

    private Exponential() {}

    /** {@code e^x}; 0 where that is less than 1e-307, NaN of NaN. */
    static double of(double x) {
        if (!(x >= LEAST && x <= GREATEST)) {
            return x < LEAST ? 0 : Math.exp(x);
        }
        double shifted = x * LOG2_E + WHOLE;
        return series(x - (shifted - WHOLE) * LN_2) * power(shifted);
    }

    /**
     * The same of many numbers, none of them above 0: that of the least ones is 1e-307. The loop that is vector instructions
     * for the JVM is apart from the one that is not.
     *
     * @param powers to work in
     */
    static void ofNonPositive(double[] x, double[] result, double[] powers, int count) {
        for (int i = 0; i < count; i++) {
            double bounded = Math.max(x[i], LEAST);
            double shifted = bounded * LOG2_E + WHOLE;
            powers[i] = shifted;
            result[i] = series(bounded - (shifted - WHOLE) * LN_2);
        }
        for (int i = 0; i < count; i++) {
            result[i] *= power(powers[i]);
        }
    }

    /** {@code log(1 + e^x)} of a number not above 0: the series of the area tangent, which loses nothing where that is small. */
    static double log1pOf(double x) {
        double e = Math.exp(x);
        double t = e / (2 + e);
        double square = t * t;
        double series = 1.0 / 19;
        series = series * square + 1.0 / 17;
        series = series * square + 1.0 / 15;
        series = series * square + 1.0 / 13;
        series = series * square + 1.0 / 11;
        series = series * square + 1.0 / 9;
        series = series * square + 1.0 / 7;
        series = series * square + 1.0 / 5;
        series = series * square + 1.0 / 3;
        return 2 * t * (series * square + 1);
    }

    private static double series(double r) {
        double series = 1.0 / 362880;
        series = series * r + 1.0 / 40320;
        series = series * r + 1.0 / 5040;
        series = series * r + 1.0 / 720;
        series = series * r + 1.0 / 120;
        series = series * r + 1.0 / 24;
        series = series * r + 1.0 / 6;
        series = series * r + 0.5;
        series = series * r + 1;
        return series * r + 1;
    }

    /** 2 to the whole number that was split off. */
    private static double power(double shifted) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) + 1023) << 52);
    }
}
