package io.kindling.tensor;

/** Fused cross-entropies of logits, computed in Java in float64: nothing overflows, and a target of 0 counts nothing. */
public final class Logits {
    /** What is prepared: so many lines of so many classes. */
    private record Lines(Kind kind, int lines, int classes, Shape shape) {}

    private enum Kind {
        SPARSE_SOFTMAX,
        SOFTMAX,
        SIGMOID
    }

    private Logits() {}

    /** {@code logsumexp(z) - z[y]} over the last axis. */
    public static Tensor sparseSoftmaxCrossentropy(Tensor labels, Tensor logits) {
        return run(Kind.SPARSE_SOFTMAX, labels, logits, labels.shape());
    }

    /** {@code -sum(y * logSoftmax(z))} over the last axis. */
    public static Tensor softmaxCrossentropy(Tensor targets, Tensor logits) {
        return run(Kind.SOFTMAX, targets, logits, logits.shape().dropLast(1));
    }

    /** {@code max(x, 0) - x z + log(1 + exp(-|x|))}. */
    public static Tensor sigmoidCrossentropy(Tensor targets, Tensor logits) {
        return run(Kind.SIGMOID, targets, logits, logits.shape());
    }

    private static Tensor run(Kind kind, Tensor targets, Tensor logits, Shape shape) {
        if (logits.shape().size() == 0) {
            return Tensor.zeros(logits.dtype(), shape);
        }
        int classes = kind == Kind.SIGMOID ? 1 : logits.shape().dim(-1);
        int lines = Math.toIntExact(logits.shape().size() / classes);
        return PreparedKernels.run(
                new Lines(kind, lines, classes, logits.shape()),
                Logits::prepare,
                logits.dtype(),
                shape,
                targets,
                logits);
    }

    private static PreparedKernel prepare(Lines sizes) {
        SoftmaxLine z = new SoftmaxLine(sizes.classes());
        return new JavaKernel(2, (in, out) -> {
            for (int line = 0; line < sizes.lines(); line++) {
                out.put(
                        line,
                        switch (sizes.kind()) {
                            case SPARSE_SOFTMAX -> sparse(in[0], in[1], line, z, sizes.shape());
                            case SOFTMAX -> dense(in[0], in[1], line, z);
                            case SIGMOID -> sigmoid(in[0].real(line), in[1].real(line));
                        });
            }
        });
    }

    private static double sparse(Elements labels, Elements logits, int line, SoftmaxLine z, Shape shape) {
        long label = labels.whole(line);
        if (label < 0 || label >= z.length()) {
            throw new TensorException("Invalid label: " + label + " in row " + line + " (logits " + shape
                    + " have classes 0 to " + (z.length() - 1) + ")");
        }
        z.load(logits, line * z.length());
        return z.logSum() - z.value((int) label);
    }

    private static double dense(Elements targets, Elements logits, int line, SoftmaxLine z) {
        int at = line * z.length();
        z.load(logits, at);
        double sum = 0;
        for (int i = 0; i < z.length(); i++) {
            double y = targets.real(at + i);
            sum += y == 0 ? 0 : y * (z.logSum() - z.value(i));
        }
        return sum;
    }

    private static double sigmoid(double target, double logit) {
        return Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
    }
}
