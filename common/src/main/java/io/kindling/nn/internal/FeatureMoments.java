package io.kindling.nn.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Count, sum and sum of squares of each of some features, all exact: the same for any order and any division of the rows. From
 * them follow mean and population variance, rounded only at the end.
 */
public final class FeatureMoments {
    /** An {@link ExactSum} is a multiple of this power of two. */
    private static final int EXPONENT = -1074;

    private final ExactSum[] sums;
    private final ExactSum[] squares;
    private final long[] counts;

    public FeatureMoments(int features) {
        sums = sums(features);
        squares = sums(features);
        counts = new long[features];
    }

    private static ExactSum[] sums(int count) {
        ExactSum[] sums = new ExactSum[count];
        Arrays.setAll(sums, i -> new ExactSum());
        return sums;
    }

    /** The number of values of each feature; aliased. */
    public long[] counts() {
        return counts;
    }

    public int features() {
        return sums.length;
    }

    /** Adds values, of which each {@link #features} consecutive ones are one of each feature. */
    public void add(double[] values) {
        for (int i = 0; i < values.length; i++) {
            add(i % sums.length, values[i]);
        }
    }

    /** Adds one value of each feature: the first {@link #features} elements of an array. */
    public void add(float[] row) {
        for (int i = 0; i < sums.length; i++) {
            add(i, row[i]);
        }
    }

    /** Adds those values of a row that are no NaN. */
    public void addPresent(float[] row) {
        for (int i = 0; i < sums.length; i++) {
            if (!Float.isNaN(row[i])) {
                add(i, row[i]);
            }
        }
    }

    private void add(int feature, float value) {
        sums[feature].add(value);
        // The square of a float32 has at most 48 bits: it is exact in float64.
        squares[feature].add((double) value * value);
        counts[feature]++;
    }

    private void add(int feature, double value) {
        counts[feature]++;
        sums[feature].add(value);
        double square = value * value;
        squares[feature].add(square);
        squares[feature].add(Math.fma(value, value, -square));
    }

    /** Adds what another one has counted. */
    public void add(FeatureMoments other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i].load(sum(sums[i].state(), other.sums[i].state()));
            squares[i].load(sum(squares[i].state(), other.squares[i].state()));
        }
        Arrays.setAll(counts, i -> counts[i] + other.counts[i]);
    }

    private static long[] sum(long[] a, long[] b) {
        Arrays.setAll(a, i -> a[i] + b[i]);
        return a;
    }

    /** The mean of each feature; 0 if there are no values. */
    public double[] means() {
        double[] means = new double[sums.length];
        Arrays.setAll(
                means, i -> counts[i] == 0 ? 0 : rounded(exact(sums[i]), BigInteger.valueOf(counts[i]), EXPONENT));
        return means;
    }

    /** The population variance of each feature, {@code mean(x^2) - mean(x)^2} without rounding; 0 if there are no values. */
    public double[] variances() {
        double[] variances = new double[sums.length];
        Arrays.setAll(variances, i -> counts[i] == 0 ? 0 : variance(exact(sums[i]), exact(squares[i]), counts[i]));
        return variances;
    }

    private double variance(BigInteger sum, BigInteger squared, long count) {
        BigInteger n = BigInteger.valueOf(count);
        BigInteger numerator = squared.multiply(n).shiftLeft(-EXPONENT).subtract(sum.multiply(sum));
        return rounded(numerator, n.multiply(n), 2 * EXPONENT);
    }

    /** Returns {@code numerator * 2^exponent / denominator}. */
    private static double rounded(BigInteger numerator, BigInteger denominator, int exponent) {
        if (numerator.signum() == 0) {
            return 0;
        }
        // Common factors of two are most of the digits.
        int common = Math.min(numerator.getLowestSetBit(), -exponent);
        return new BigDecimal(numerator.shiftRight(common))
                .divide(new BigDecimal(denominator.shiftLeft(-exponent - common)), MathContext.DECIMAL128)
                .doubleValue();
    }

    private static BigInteger exact(ExactSum sum) {
        long[] digits = sum.state();
        int top = digits.length - 1;
        if (digits[top] != 0 || digits[top - 1] != 0 || digits[top - 2] != 0) {
            throw new IllegalArgumentException("Cannot find the mean and variance of features: a value is not finite.");
        }
        BigInteger value = BigInteger.ZERO;
        for (int i = top - 3; i >= 0; i--) {
            value = value.shiftLeft(Integer.SIZE).add(BigInteger.valueOf(digits[i]));
        }
        return value;
    }

    /** Returns what {@link #of} reads, compressed: most of the digits are zero. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(sums.length);
            for (int i = 0; i < sums.length; i++) {
                out.writeLong(counts[i]);
                write(sums[i].state(), out);
                write(squares[i].state(), out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(long[] state, DataOutputStream out) throws IOException {
        for (long digit : state) {
            out.writeLong(digit);
        }
    }

    public static FeatureMoments of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            FeatureMoments moments = new FeatureMoments(in.readInt());
            for (int i = 0; i < moments.sums.length; i++) {
                moments.counts[i] = in.readLong();
                moments.sums[i].load(read(in));
                moments.squares[i].load(read(in));
            }
            return moments;
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private static long[] read(DataInputStream in) throws IOException {
        long[] state = new long[ExactSum.STATE_LENGTH];
        for (int i = 0; i < state.length; i++) {
            state[i] = in.readLong();
        }
        return state;
    }
}
