package io.kindling.autodiff.op;

import static io.kindling.autodiff.Interpreter.bind;
import static io.kindling.autodiff.Op.None.NONE;
import static io.kindling.autodiff.op.Arithmetic.multiply;
import static io.kindling.autodiff.op.Arithmetic.negate;
import static io.kindling.autodiff.op.Arithmetic.subtract;

import io.kindling.autodiff.Op;
import io.kindling.autodiff.Op.None;
import io.kindling.autodiff.OpFamily;
import io.kindling.tensor.Softmax;
import io.kindling.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Softmax over the last axis and the cross-entropies, stable for large logits. */
public final class Crossentropy {
    static final OpFamily FAMILY = new OpFamily("crossentropy");

    static final Op<None> SOFTMAX = overLastAxis("softmax", Softmax::softmax).derivatives((call, g) -> {
        Tensor weighted = multiply(g, call.output());
        return subtract(weighted, multiply(call.output(), Reductions.sumKeepingAxes(weighted, -1)));
    });

    static final Op<None> LOG_SOFTMAX = overLastAxis("log_softmax", Softmax::logSoftmax)
            .derivatives((call, g) ->
                    subtract(g, multiply(softmax(call.input(0)), Reductions.sumKeepingAxes(g, -1))));

    private Crossentropy() {}

    /** {@code exp(x) / sum(exp(x))} over the last axis. */
    public static Tensor softmax(Tensor x) {
        return bind(SOFTMAX, NONE, x);
    }

    /** {@code x - log(sum(exp(x)))} over the last axis. */
    public static Tensor logSoftmax(Tensor x) {
        return bind(LOG_SOFTMAX, NONE, x);
    }

    /**
     * {@code logsumexp(z) - z[y]} for each row.
     *
     * @param labels int64 class indices, (...)
     * @param logits (..., classes)
     * @return (...)
     */
    public static Tensor sparseSoftmaxCrossentropy(Tensor labels, Tensor logits) {
        Tensor hot = Indexing.oneHot(labels, logits.shape().dim(-1), logits.dtype());
        return negate(Reductions.sum(multiply(hot, logSoftmax(logits)), -1));
    }

    private static OpFamily.Definition<None> overLastAxis(String name, UnaryOperator<Tensor> kernel) {
        return FAMILY.<None>define(
                        name,
                        (none, in) -> {
                            Inputs.floating("take " + name + " of", in.get(0));
                            return Op.Spec.like(in.get(0));
                        },
                        (none, in) -> kernel.apply(in.get(0)))
                .keepsRows();
    }
}
