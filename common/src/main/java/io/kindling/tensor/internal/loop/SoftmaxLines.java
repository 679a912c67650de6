package io.kindling.tensor.internal.loop;

import io.kindling.tensor.DType;
import io.kindling.tensor.Elements;

/**
 * The softmax of several lines of logits, in float64. Each step is a loop of its own over all lines, so that the JVM
 * vectorizes most of them. The results of a line do not depend on the other lines. Not thread-safe.
 */
public final class SoftmaxLines {
    /** Elements per block, so that they and all arrays derived from them fit the fastest cache. */
    private static final int BLOCK = 512;

    private final int length;
    private final int maxLines;
    private final DoubleChunk logits;
    private final int[] bits;
    private final double[] shifted;
    private final double[] exponentials;
    private final double[] powers;
    private final double[] sums;

    /** @param length of a line */
    public SoftmaxLines(int length) {
        this.length = length;
        this.maxLines = maxLines(length);
        this.logits = new DoubleChunk(maxLines * length);
        this.bits = new int[maxLines * length];
        this.shifted = new double[maxLines * length];
        this.exponentials = new double[maxLines * length];
        this.powers = new double[maxLines * length];
        this.sums = new double[maxLines];
    }

    /** Returns the largest number of lines of a length that fit a block. */
    static int maxLines(int length) {
        return Math.max(1, BLOCK / length);
    }

    /** Returns the largest number of lines that this can hold. */
    public int maxLines() {
        return maxLines;
    }

    /** Loads {@code lines} lines, beginning with line {@code first}. */
    public void load(Elements x, int first, int lines) {
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

    /** Returns all elements minus the maximum of their line. */
    public double[] shifted() {
        return shifted;
    }

    /** Returns {@code exp} of {@link #shifted}. */
    public double[] exponentials() {
        return exponentials;
    }

    /** Returns the sum of a line's exponentials. */
    public double sum(int line) {
        return sums[line];
    }
}
