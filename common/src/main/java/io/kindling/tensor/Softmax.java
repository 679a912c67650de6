package io.kindling.tensor;

/** Softmax over the last axis, stable for large inputs; computed in Java in float64. */
public final class Softmax {
    /** What is prepared: so many lines of so many elements. */
    private record Lines(int lines, int length, boolean logarithm) {}

    private Softmax() {}

    public static Tensor softmax(Tensor x) {
        return overLastAxis(x, false);
    }

    public static Tensor logSoftmax(Tensor x) {
        return overLastAxis(x, true);
    }

    private static Tensor overLastAxis(Tensor x, boolean logarithm) {
        if (x.shape().size() == 0) {
            return Memory.allocate(x.dtype(), x.shape());
        }
        int length = x.shape().dim(-1);
        Lines lines = new Lines(Math.toIntExact(x.shape().size() / length), length, logarithm);
        return PreparedKernels.run(lines, Softmax::prepare, x.dtype(), x.shape(), x);
    }

    private static PreparedKernel prepare(Lines sizes) {
        double[] z = new double[sizes.length()];
        return new JavaKernel(1, (in, out) -> {
            for (int line = 0; line < sizes.lines(); line++) {
                int at = line * z.length;
                double logSum = logSumExp(in[0], at, z);
                for (int i = 0; i < z.length; i++) {
                    double log = z[i] - logSum;
                    out.put(at + i, sizes.logarithm() ? log : Math.exp(log));
                }
            }
        });
    }

    /** {@code log(sum(exp(z)))} of the elements from a place on, which are left in the array. */
    static double logSumExp(Elements x, int at, double[] z) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < z.length; i++) {
            z[i] = x.real(at + i);
            max = Math.max(max, z[i]);
        }
        double sum = 0;
        for (double value : z) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }
}
