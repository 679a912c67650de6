package io.kindling.tensor;

/**
 * Some lines of logits with what softmax needs of them, in float64; for one thread. Each step is a loop of its own over all
 * of them: so the JVM makes vector instructions of most. What is computed of a line does not depend on the others.
 */
final class SoftmaxLines {
    /** So many elements stay in the fastest cache with all that is made of them. */
    private static final int BLOCK = 512;

    private final int length;
    private final int most;
    private final Stretch logits;
    private final int[] bits;
    private final double[] shifted;
    private final double[] exponentials;
    private final double[] powers;
    private final double[] sums;

    /** @param length of a line */
    SoftmaxLines(int length) {
        this.length = length;
        this.most = most(length);
        this.logits = new Stretch(most * length);
        this.bits = new int[most * length];
        this.shifted = new double[most * length];
        this.exponentials = new double[most * length];
        this.powers = new double[most * length];
        this.sums = new double[most];
    }

    /** How many lines of a length are held at most. */
    static int most(int length) {
        return Math.max(1, BLOCK / length);
    }

    /** How many lines it holds at most. */
    int most() {
        return most;
    }

    /** Reads lines, of which the first has this number. */
    void load(Elements x, int first, int lines) {
        int count = lines * length;
        logits.read(x, first * length, count);
        if (x.dtype() == DType.FLOAT32) {
            x.readBits(first * length, bits, count);
            OrderedBits.order(bits, count, false);
            for (int line = 0; line < lines; line++) {
                shift(line, OrderedBits.number(OrderedBits.greatest(bits, line * length, length)));
            }
            Exponential.ofNonPositive(shifted, exponentials, powers, count);
        } else {
            for (int line = 0; line < lines; line++) {
                shift(line, greatest(line));
            }
            for (int i = 0; i < count; i++) {
                exponentials[i] = Math.exp(shifted[i]);
            }
        }
        for (int line = 0; line < lines; line++) {
            double sum = 0;
            for (int i = line * length; i < (line + 1) * length; i++) {
                sum += exponentials[i];
            }
            sums[line] = sum;
        }
    }

    private double greatest(int line) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = line * length; i < (line + 1) * length; i++) {
            greatest = Math.max(greatest, logits.values()[i]);
        }
        return greatest;
    }

    private void shift(int line, double by) {
        double[] values = logits.values();
        for (int i = line * length; i < (line + 1) * length; i++) {
            shifted[i] = values[i] - by;
        }
    }

    /** All elements, each less its line's greatest. */
    double[] shifted() {
        return shifted;
    }

    /** {@code exp} of {@link #shifted}. */
    double[] exponentials() {
        return exponentials;
    }

    /** The sum of a line's exponentials. */
    double sum(int line) {
        return sums[line];
    }
}
