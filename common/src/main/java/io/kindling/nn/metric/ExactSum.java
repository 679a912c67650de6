package io.kindling.nn.metric;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sum of doubles: the same bits for any order and any split. A fixed-point number wide enough for every double,
 * as in Kulisch's long accumulator, in limbs of 32 bits with room for carries; adding two states is adding their limbs.
 */
public final class ExactSum {
    /** The value of the lowest bit is 2^-1074, the smallest double. */
    private static final int LOWEST = -1074;

    private static final int LIMB_BITS = 32;
    /** 2,098 bits for the values, and 64 for the count of them. */
    private static final int LIMBS = (1024 - LOWEST + 64) / LIMB_BITS + 1;

    private static final int NAN = LIMBS;
    private static final int POSITIVE_INFINITY = LIMBS + 1;
    private static final int NEGATIVE_INFINITY = LIMBS + 2;

    /** Longs of a state. */
    public static final int LENGTH = LIMBS + 3;

    private final long[] state;
    private int sinceCarry;

    public ExactSum() {
        this(new long[LENGTH]);
    }

    private ExactSum(long[] state) {
        this.state = state;
    }

    /** The sum that a state holds; the array is copied. */
    public static ExactSum of(long[] state) {
        ExactSum sum = new ExactSum(state.clone());
        sum.carry();
        return sum;
    }

    public void add(double value) {
        if (!Double.isFinite(value)) {
            state[Double.isNaN(value) ? NAN : value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY]++;
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long mantissa = bits & 0xfffffffffffffL;
        if (exponent == 0) {
            exponent = 1;
        } else {
            mantissa |= 1L << 52;
        }
        int shift = exponent - 1;
        int limb = shift / LIMB_BITS;
        int within = shift % LIMB_BITS;
        long low = (mantissa << within) & 0xffffffffL;
        long middle = (mantissa >>> (LIMB_BITS - within)) & 0xffffffffL;
        long high = within + 53 > 2 * LIMB_BITS ? mantissa >>> (2 * LIMB_BITS - within) : 0;
        int sign = bits < 0 ? -1 : 1;
        state[limb] += sign * low;
        state[limb + 1] += sign * middle;
        state[limb + 2] += sign * high;
        if (++sinceCarry == 1 << 28) {
            carry();
        }
    }

    /** The limbs and the counts of what is not finite; states of several sums may be added element by element. */
    public long[] state() {
        carry();
        return state.clone();
    }

    /** The sum, rounded once to the nearest double. */
    public double result() {
        if (state[NAN] > 0 || (state[POSITIVE_INFINITY] > 0 && state[NEGATIVE_INFINITY] > 0)) {
            return Double.NaN;
        }
        if (state[POSITIVE_INFINITY] > 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (state[NEGATIVE_INFINITY] > 0) {
            return Double.NEGATIVE_INFINITY;
        }
        BigInteger whole = BigInteger.ZERO;
        for (int i = LIMBS - 1; i >= 0; i--) {
            whole = whole.shiftLeft(LIMB_BITS).add(BigInteger.valueOf(state[i]));
        }
        return new BigDecimal(whole)
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(-LOWEST)))
                .doubleValue();
    }

    /** Brings every limb but the last below 2^32 in size, so that adding cannot overflow. */
    private void carry() {
        for (int i = 0; i < LIMBS - 1; i++) {
            long over = state[i] >> LIMB_BITS;
            state[i] -= over << LIMB_BITS;
            state[i + 1] += over;
        }
        sinceCarry = 0;
    }
}
