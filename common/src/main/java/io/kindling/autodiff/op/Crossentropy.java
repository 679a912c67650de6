package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;
import static io.kindling.autodiff.internal.Op.None.NONE;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.Op.None;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Crossentropies;
import io.kindling.tensor.internal.ops.Softmaxes;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Softmax and cross-entropies, stable for large logits. The cross-entropies are fused, and the softmax cross-entropies also
 * have a fused gradient, which recomputes the exponentials unless a plan already has them. Each fused operation is tested
 * against a composite of simpler operations.
 */
@SuppressWarnings("ClassInitializationDeadlock") // derivatives are lambdas, which run later
class Crossentropy extends Convolution {
    static final OpFamily FAMILY = new OpFamily("crossentropy");

    static final Op<None> SOFTMAX =
            overLastAxis("softmax", Softmaxes::softmax).derivatives((call, g) -> throughSoftmax(call.output(), g));

    static final Op<None> LOG_SOFTMAX = overLastAxis("log_softmax", Softmaxes::logSoftmax)
            .derivatives((call, g) -> subtract(g, multiply(softmax(call.input(0)), Reductions.sumKeepingAxes(g, -1))));

    /** Inputs (labels, logits). */
    static final Op<None> SPARSE_SOFTMAX_CROSSENTROPY = FAMILY.<None>define(
                    "sparse_softmax_crossentropy",
                    (none, in) -> sparse(in.get(0), in.get(1)),
                    (none, in) -> Crossentropies.sparseSoftmaxCrossentropy(in.get(0), in.get(1)))
            .keepsRowsOfFirst()
            .rowAxis(RowRules::alignedFromStart)
            .derivatives(null, (call, g) -> sparseGradient(call.input(0), call.input(1), g));

    /** The gradient by the logits. Inputs (labels, logits, gradient by the losses). */
    static final Op<None> SPARSE_SOFTMAX_CROSSENTROPY_GRADIENT = FAMILY.<None>define(
                    "sparse_softmax_crossentropy_gradient",
                    (none, in) -> Op.Spec.like(in.get(1)),
                    (none, in) -> Crossentropies.sparseSoftmaxCrossentropyGradient(in.get(0), in.get(1), in.get(2)))
            .keepsRowsOfFirst()
            .rowAxis(Crossentropy::rowsBeforeClasses)
            .derivatives(
                    null,
                    (call, h) ->
                            throughSoftmax(softmax(call.input(1)), multiply(Shaping.expandDims(call.input(2), -1), h)),
                    (call, h) -> {
                        Tensor logits = call.input(1);
                        Tensor hot =
                                Indexing.oneHot(call.input(0), logits.shape().dim(-1), logits.dtype());
                        return Reductions.sum(multiply(h, subtract(softmax(logits), hot)), -1);
                    });

    /** Inputs (targets, logits). */
    static final Op<None> SOFTMAX_CROSSENTROPY = FAMILY.<None>define(
                    "softmax_crossentropy",
                    (none, in) -> dense(in.get(0), in.get(1)),
                    (none, in) -> Crossentropies.softmaxCrossentropy(in.get(0), in.get(1)))
            .keepsRowsOfFirst()
            .rowAxis(RowRules::alignedFromStart)
            .derivatives(
                    (call, g) -> negate(multiply(Shaping.expandDims(g, -1), logSoftmax(call.input(1)))),
                    (call, g) -> denseGradient(call.input(0), call.input(1), g));

    /** The gradient by the logits. Inputs (targets, logits, gradient by the losses). */
    static final Op<None> SOFTMAX_CROSSENTROPY_GRADIENT = FAMILY.<None>define(
                    "softmax_crossentropy_gradient",
                    (none, in) -> Op.Spec.like(in.get(1)),
                    (none, in) -> Crossentropies.softmaxCrossentropyGradient(in.get(0), in.get(1), in.get(2)))
            .keepsRowsOfFirst()
            .rowAxis(Crossentropy::rowsBeforeClasses)
            .derivatives(
                    (call, h) -> {
                        Tensor weighted = multiply(Shaping.expandDims(call.input(2), -1), h);
                        Tensor expected = multiply(softmax(call.input(1)), weighted);
                        return subtract(Reductions.sumKeepingAxes(expected, -1), weighted);
                    },
                    (call, h) -> {
                        Tensor total = Reductions.sumKeepingAxes(call.input(0), -1);
                        Tensor weighted = multiply(Shaping.expandDims(call.input(2), -1), multiply(total, h));
                        return throughSoftmax(softmax(call.input(1)), weighted);
                    },
                    (call, h) -> {
                        Tensor targets = call.input(0);
                        Tensor expected = multiply(softmax(call.input(1)), Reductions.sumKeepingAxes(targets, -1));
                        return Reductions.sum(multiply(h, subtract(expected, targets)), -1);
                    });

    /** Inputs (targets, logits). */
    static final Op<None> SIGMOID_CROSSENTROPY = FAMILY.<None>define(
                    "sigmoid_crossentropy",
                    (none, in) -> elementwise(in.get(0), in.get(1)),
                    (none, in) -> Crossentropies.sigmoidCrossentropy(in.get(0), in.get(1)))
            .keepsRows()
            .pointwise(none -> Pointwise.SIGMOID_CROSSENTROPY)
            .derivatives(
                    (call, g) -> negate(multiply(g, call.input(1))),
                    (call, g) -> multiply(g, subtract(Functions.sigmoid(call.input(1)), call.input(0))));

    Crossentropy() {}

    /** {@code exp(x) / sum(exp(x))} over the last axis. */
    public static Tensor softmax(Tensor x) {
        return bind(SOFTMAX, NONE, x);
    }

    /** {@code exp(x) / sum(exp(x))} over an axis. */
    public static Tensor softmax(Tensor x, int axis) {
        return Shaping.overLastAxis(x, axis, Crossentropy::softmax);
    }

    /** {@code x - log(sum(exp(x)))} over the last axis. */
    public static Tensor logSoftmax(Tensor x) {
        return bind(LOG_SOFTMAX, NONE, x);
    }

    /** {@code x - log(sum(exp(x)))} over an axis. */
    public static Tensor logSoftmax(Tensor x, int axis) {
        return Shaping.overLastAxis(x, axis, Crossentropy::logSoftmax);
    }

    /**
     * {@code logsumexp(z) - z[y]} for each row.
     *
     * @param labels class indices of an integer type, (...); an index out of range is an error
     * @param logits (..., classes)
     * @return (...)
     */
    public static Tensor sparseSoftmaxCrossentropy(Tensor labels, Tensor logits) {
        return bind(SPARSE_SOFTMAX_CROSSENTROPY, NONE, labels, logits);
    }

    /**
     * {@code -sum(y * logSoftmax(z))} for each row; a class with target 0 contributes 0 for any logit.
     *
     * @param targets probabilities, (..., classes); they need not sum to 1
     * @param logits (..., classes)
     * @return (...)
     */
    public static Tensor softmaxCrossentropy(Tensor targets, Tensor logits) {
        return bind(SOFTMAX_CROSSENTROPY, NONE, targets, logits);
    }

    /**
     * {@code max(x, 0) - x z + log(1 + exp(-|x|))} for each logit x and target z, which may lie outside [0, 1].
     *
     * @param targets of the logits' shape
     */
    public static Tensor sigmoidCrossentropy(Tensor targets, Tensor logits) {
        return bind(SIGMOID_CROSSENTROPY, NONE, targets, logits);
    }

    private static Tensor sparseGradient(Tensor labels, Tensor logits, Tensor gradient) {
        return bind(SPARSE_SOFTMAX_CROSSENTROPY_GRADIENT, NONE, labels, logits, gradient);
    }

    private static Tensor denseGradient(Tensor targets, Tensor logits, Tensor gradient) {
        return bind(SOFTMAX_CROSSENTROPY_GRADIENT, NONE, targets, logits, gradient);
    }

    /** Maps the gradient by a softmax to the gradient by its logits. */
    private static Tensor throughSoftmax(Tensor probabilities, Tensor gradient) {
        Tensor weighted = multiply(gradient, probabilities);
        return subtract(weighted, multiply(probabilities, Reductions.sumKeepingAxes(weighted, -1)));
    }

    private static Op.Spec sparse(Tensor labels, Tensor logits) {
        Inputs.whole("take classes from", labels);
        Inputs.floating("take cross-entropy of", logits);
        Inputs.rankAtLeast("take cross-entropy over the last axis of", logits, 1);
        if (!labels.shape().equals(logits.shape().dropLast(1))) {
            throw new TensorException("Cannot take cross-entropy of labels " + labels.shape() + " and logits "
                    + logits.shape() + ": labels must be " + logits.shape().dropLast(1) + ", one for each row.");
        }
        return new Op.Spec(logits.dtype(), labels.shape());
    }

    private static Op.Spec dense(Tensor targets, Tensor logits) {
        Inputs.rankAtLeast("take cross-entropy over the last axis of", logits, 1);
        Op.Spec spec = elementwise(targets, logits);
        return new Op.Spec(spec.dtype(), spec.shape().dropLast(1));
    }

    private static Op.Spec elementwise(Tensor targets, Tensor logits) {
        Inputs.floating("take cross-entropy of", logits);
        Inputs.sameType("take cross-entropy of", targets, logits);
        if (!targets.shape().equals(logits.shape())) {
            throw new TensorException("Cannot take cross-entropy of targets " + targets.shape() + " and logits "
                    + logits.shape() + ": the shapes must be equal.");
        }
        return Op.Spec.like(logits);
    }

    private static OpFamily.Definition<None> overLastAxis(String name, UnaryOperator<Tensor> kernel) {
        return FAMILY.<None>define(name, (none, in) -> softmaxed(name, in), (none, in) -> kernel.apply(in.get(0)))
                .keepsRows()
                .rowAxis(Crossentropy::rowsBeforeClasses);
    }

    /** Whether rows are on the same axis everywhere, and not on the last, which is that of the classes. */
    private static boolean rowsBeforeClasses(None none, List<RowFlow.Operand> inputs, RowFlow.Operand output) {
        return RowRules.alignedFromStart(none, inputs, output) && output.axisFromEnd() != -1;
    }

    private static Op.Spec softmaxed(String name, List<Tensor> in) {
        Inputs.floating("take " + name + " of", in.get(0));
        Inputs.rankAtLeast("take " + name + " over the last axis of", in.get(0), 1);
        return Op.Spec.like(in.get(0));
    }
}
