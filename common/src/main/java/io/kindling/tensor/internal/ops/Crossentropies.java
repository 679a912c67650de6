package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.KernelDescription;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.CrossentropyLoop;
import io.kindling.tensor.internal.loop.CrossentropyLoop.Kind;
import io.kindling.tensor.internal.loop.Exponential;
import java.util.Optional;

/**
 * Fused cross-entropies of logits, computed in Java in float64: nothing overflows, and a class whose target is 0
 * contributes 0.
 */
public final class Crossentropies {
    /** The sizes of a softmax cross-entropy kernel. */
    private record Lines(Kind kind, int lines, int classes, Shape shape) {}

    /** The size of a sigmoid cross-entropy kernel: the number of targets and logits. */
    private record Pairs(int count) {}

    /** A gradient kernel that runs after the kernel of its losses. */
    private record After(PreparedKernel losses, Lines gradient) {}

    private Crossentropies() {}

    /** {@code logsumexp(z) - z[y]} over the last axis. */
    public static Tensor sparseSoftmaxCrossentropy(Tensor labels, Tensor logits) {
        return run(Kind.SPARSE, labels.shape(), labels, logits);
    }

    /**
     * Computes the gradient with respect to the logits from the gradient g of the losses:
     * {@code g (softmax(z) - oneHot(y))}.
     */
    public static Tensor sparseSoftmaxCrossentropyGradient(Tensor labels, Tensor logits, Tensor gradient) {
        return run(Kind.SPARSE_GRADIENT, logits.shape(), labels, logits, gradient);
    }

    /** {@code -sum(y * logSoftmax(z))} over the last axis. */
    public static Tensor softmaxCrossentropy(Tensor targets, Tensor logits) {
        return run(Kind.DENSE, logits.shape().dropLast(1), targets, logits);
    }

    /**
     * Computes the gradient with respect to the logits from the gradient g of the losses:
     * {@code g (sum(y) softmax(z) - y)}.
     */
    public static Tensor softmaxCrossentropyGradient(Tensor targets, Tensor logits, Tensor gradient) {
        return run(Kind.DENSE_GRADIENT, logits.shape(), targets, logits, gradient);
    }

    private static Tensor run(Kind kind, Shape shape, Tensor... inputs) {
        Tensor logits = inputs[1];
        if (logits.shape().size() == 0) {
            return Tensor.zeros(logits.dtype(), shape);
        }
        int classes = logits.shape().dim(-1);
        int lines = Math.toIntExact(logits.shape().size() / classes);
        return PreparedKernels.run(
                new Lines(kind, lines, classes, logits.shape()),
                Crossentropies::prepare,
                logits.dtype(),
                shape,
                inputs);
    }

    private static PreparedKernel prepare(Lines sizes) {
        int inputs = sizes.kind().isGradient() ? 3 : 2;
        return new JavaKernel(
                inputs, new CrossentropyLoop(sizes.kind(), sizes.lines(), sizes.classes(), sizes.shape()));
    }

    /**
     * Returns the kernel of a gradient that reuses the softmax of the losses; empty if the two kernels do not match.
     *
     * @param losses the sizes of the losses' kernel
     * @param prepared that kernel
     * @param gradient the sizes of the gradient's kernel
     */
    static Optional<KernelDescription> after(Object losses, PreparedKernel prepared, Object gradient) {
        return losses instanceof Lines before
                        && gradient instanceof Lines after
                        && before.shape().equals(after.shape())
                        && prepared instanceof JavaKernel kernel
                        && kernel.loop() instanceof CrossentropyLoop loop
                ? loop.gradient(after.kind())
                        .map(shared ->
                                new KernelDescription(new After(prepared, after), () -> new JavaKernel(3, shared)))
                : Optional.empty();
    }

    /** {@code max(x, 0) - x z + log(1 + exp(-|x|))}. */
    public static Tensor sigmoidCrossentropy(Tensor targets, Tensor logits) {
        if (logits.shape().size() == 0) {
            return Tensor.zeros(logits.dtype(), logits.shape());
        }
        return PreparedKernels.run(
                new Pairs(Math.toIntExact(logits.shape().size())),
                Crossentropies::prepare,
                logits.dtype(),
                logits.shape(),
                targets,
                logits);
    }

    private static PreparedKernel prepare(Pairs pairs) {
        return new JavaKernel(2, (in, out) -> {
            for (int i = 0; i < pairs.count(); i++) {
                double logit = in[1].doubleAt(i);
                double least = -Math.abs(logit);
                double rest = out.dtype() == DType.FLOAT32 ? Exponential.log1pOf(least) : Math.log1p(Math.exp(least));
                out.put(i, Math.max(logit, 0) - logit * in[0].doubleAt(i) + rest);
            }
        });
    }
}
