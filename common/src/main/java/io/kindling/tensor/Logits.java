package io.kindling.tensor;

/** Fused cross-entropies of logits, computed in Java in float64: nothing overflows, and a target of 0 counts nothing. */
public final class Logits {
    private Logits() {}

    /** {@code logsumexp(z) - z[y]} over the last axis. */
    public static Tensor sparseSoftmaxCrossentropy(Tensor labels, Tensor logits) {
        int classes = logits.shape().dim(-1);
        long[] y = labels.longs();
        double[] z = logits.doubles();
        double[] out = new double[y.length];
        for (int row = 0; row < out.length; row++) {
            if (y[row] < 0 || y[row] >= classes) {
                throw new TensorException("Invalid label: " + y[row] + " in row " + row + " (logits " + logits.shape()
                        + " have classes 0 to " + (classes - 1) + ")");
            }
            int at = row * classes;
            out[row] = logSumExp(z, at, classes) - z[at + (int) y[row]];
        }
        return Loops.tensor(logits.dtype(), labels.shape(), out);
    }

    /** {@code -sum(y * logSoftmax(z))} over the last axis. */
    public static Tensor softmaxCrossentropy(Tensor targets, Tensor logits) {
        int classes = logits.shape().dim(-1);
        double[] y = targets.doubles();
        double[] z = logits.doubles();
        Shape shape = logits.shape().dropLast(1);
        double[] out = new double[Math.toIntExact(shape.size())];
        for (int row = 0; row < out.length; row++) {
            int at = row * classes;
            double logSum = logSumExp(z, at, classes);
            for (int i = at; i < at + classes; i++) {
                out[row] += y[i] == 0 ? 0 : y[i] * (logSum - z[i]);
            }
        }
        return Loops.tensor(logits.dtype(), shape, out);
    }

    /** {@code max(x, 0) - x z + log(1 + exp(-|x|))}. */
    public static Tensor sigmoidCrossentropy(Tensor targets, Tensor logits) {
        double[] z = targets.doubles();
        double[] x = logits.doubles();
        double[] out = new double[x.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.max(x[i], 0) - x[i] * z[i] + Math.log1p(Math.exp(-Math.abs(x[i])));
        }
        return Loops.tensor(logits.dtype(), logits.shape(), out);
    }

    private static double logSumExp(double[] z, int at, int count) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = at; i < at + count; i++) {
            max = Math.max(max, z[i]);
        }
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += Math.exp(z[i] - max);
        }
        return max + Math.log(sum);
    }
}
