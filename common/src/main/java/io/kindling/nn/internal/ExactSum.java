package io.kindling.nn.internal;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The exact sum of doubles of any order and magnitude: an integer multiple of 2^-1074, the smallest double, in digits
 * of 32 bits. Only the result is rounded, once. A long accumulator after Kulisch, Computer Arithmetic and Validity
 * (2008).
 *
 * <p>Invariant: the value is the sum of {@code digits[i] * 2^(32 i - 1074)}. A digit may be any long between two
 * {@linkplain #normalize normalizations}; after one, all but the last are from 0 to 2^32 - 1.
 */
public final class ExactSum {
    /** 64 digits hold the largest double; four more hold the sum of 2^64 such values and the sign. */
    private static final int DIGITS = 68;

    private static final int NANS = DIGITS;
    private static final int INFINITIES = DIGITS + 1;
    private static final int NEGATIVE_INFINITIES = DIGITS + 2;

    /** The length of a state. */
    public static final int STATE_LENGTH = DIGITS + 3;

    /** An addition changes a digit by less than 2^33, so this many cannot overflow a normalized digit. */
    private static final int MAX_ADDITIONS = 1 << 29;

    private static final long LOW_32 = 0xFFFFFFFFL;

    private final long[] digits = new long[STATE_LENGTH];
    private int additions;

    /** Returns the sum that a state, or an element-wise sum of states, represents. */
    public static ExactSum of(long[] state) {
        ExactSum sum = new ExactSum();
        sum.load(state);
        return sum;
    }

    /** Adds a number; NaN and infinities are counted and determine the result. */
    public void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        if (exponent == 0x7FF) {
            digits[Double.isNaN(value) ? NANS : value > 0 ? INFINITIES : NEGATIVE_INFINITIES]++;
            return;
        }
        long fraction = bits & 0xFFFFFFFFFFFFFL;
        long mantissa = exponent == 0 ? fraction : fraction | 1L << 52;
        int place = Math.max(exponent, 1) - 1;
        int digit = place >>> 5;
        long low = (mantissa & LOW_32) << (place & 31);
        long high = (mantissa >>> 32) << (place & 31);
        long sign = bits < 0 ? -1 : 1;
        digits[digit] += sign * (low & LOW_32);
        digits[digit + 1] += sign * ((low >>> 32) + (high & LOW_32));
        digits[digit + 2] += sign * (high >>> 32);
        if (++additions == MAX_ADDITIONS) {
            normalize();
        }
    }

    /** Returns the sum rounded to the nearest double, ties to even; 0 if nothing was added. */
    public double result() {
        if (digits[NANS] > 0 || (digits[INFINITIES] > 0 && digits[NEGATIVE_INFINITIES] > 0)) {
            return Double.NaN;
        }
        if (digits[INFINITIES] > 0) {
            return Double.POSITIVE_INFINITY;
        }
        return digits[NEGATIVE_INFINITIES] > 0 ? Double.NEGATIVE_INFINITY : rounded();
    }

    /** Rounds the 64 leading bits, the lowest of which is set if any bit below is set (sticky bit). */
    private double rounded() {
        normalize();
        int top = DIGITS - 1;
        while (top > 0 && digits[top] == 0) {
            top--;
        }
        return digits[top] < 0 || digits[top] > LOW_32 || top < 2 ? roundedAnySum() : roundedFrom(top);
    }

    /** Rounds a non-negative sum whose first nonzero digit has index {@code top}. */
    private double roundedFrom(int top) {
        long high = digits[top] << 32 | digits[top - 1];
        int shift = Long.numberOfLeadingZeros(high);
        long leading = high << shift | digits[top - 2] >>> (32 - shift);
        long below = digits[top - 2] << (32 + shift);
        for (int i = top - 3; i >= 0 && below == 0; i--) {
            below = digits[i];
        }
        if (below != 0) {
            leading |= 1;
        }
        // Converts the unsigned value: halved, with the lost bit kept as a sticky bit.
        double half = (double) (leading >>> 1 | (leading & 1));
        return Math.scalb(half, 32 * (top - 1) - shift + 1 - 1074);
    }

    /** Returns the exact sum as a multiple of 2^-1074; NaN and infinities are left out. */
    public BigInteger units() {
        BigInteger value = BigInteger.ZERO;
        for (int i = DIGITS - 1; i >= 0; i--) {
            value = value.shiftLeft(32).add(BigInteger.valueOf(digits[i]));
        }
        return value;
    }

    private double roundedAnySum() {
        BigInteger value = units();
        BigInteger magnitude = value.abs();
        int cut = Math.max(0, magnitude.bitLength() - 64);
        BigInteger leading = magnitude.shiftRight(cut);
        if (cut > 0 && magnitude.getLowestSetBit() < cut) {
            leading = leading.setBit(0);
        }
        return value.signum() * Math.scalb(leading.doubleValue(), cut - 1074);
    }

    public void reset() {
        Arrays.fill(digits, 0);
        additions = 0;
    }

    /** Returns the sum as {@value #STATE_LENGTH} numbers: equal sums have equal states, and states add element by element. */
    public long[] state() {
        long[] state = new long[STATE_LENGTH];
        state(state, 0);
        return state;
    }

    /** Writes the state into an array from index {@code at} on. */
    public void state(long[] into, int at) {
        normalize();
        System.arraycopy(digits, 0, into, at, STATE_LENGTH);
    }

    /** Replaces the sum by the one that a state, or an element-wise sum of states, represents. */
    public void load(long[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException(
                    "Invalid state: " + state.length + " numbers (an exact sum has " + STATE_LENGTH + ")");
        }
        load(state, 0);
    }

    /** Loads a state that starts at index {@code at} of an array. */
    public void load(long[] states, int at) {
        System.arraycopy(states, at, digits, 0, STATE_LENGTH);
        normalize();
    }

    private void normalize() {
        for (int i = 0; i < DIGITS - 1; i++) {
            digits[i + 1] += digits[i] >> 32;
            digits[i] &= LOW_32;
        }
        additions = 0;
    }
}
