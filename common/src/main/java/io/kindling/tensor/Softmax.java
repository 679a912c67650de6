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
        SoftmaxLine line = new SoftmaxLine(sizes.length());
        return new JavaKernel(1, (in, out) -> {
            for (int at = 0; at < sizes.lines() * sizes.length(); at += sizes.length()) {
                line.load(in[0], at);
                for (int i = 0; i < sizes.length(); i++) {
                    out.put(at + i, sizes.logarithm() ? line.value(i) - line.logSum() : line.softmax(i));
                }
            }
        });
    }
}
