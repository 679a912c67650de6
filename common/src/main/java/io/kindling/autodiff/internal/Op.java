package io.kindling.autodiff.internal;

import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operation on tensors: its shape inference, its computation, and the derivative of its one output by each input,
 * written with operations.
 *
 * <p>Operations are defined through an {@link OpFamily}, once, in the file of their family.
 *
 * @param <A> the attributes: an immutable value with {@code equals}; {@link None} if there are none
 */
public final class Op<A> {
    /** The attributes of operations without attributes. */
    public enum None {
        NONE
    }

    /** The type and shape of an output before it is computed. */
    public record Spec(DType dtype, Shape shape) {
        public static Spec like(Tensor tensor) {
            return new Spec(tensor.dtype(), tensor.shape());
        }
    }

    /** Infers the output's type and shape; throws if the inputs do not fit. */
    public interface Inference<A> {
        public Spec infer(A attributes, List<Tensor> inputs);
    }

    /** Computes the output. */
    public interface Forward<A> {
        Tensor compute(A attributes, List<Tensor> inputs);
    }

    /** Maps the gradient by the output to the gradient by one input, of the input's shape. */
    public interface Derivative<A> {
        Tensor apply(OpCall<A> call, Tensor gradient);
    }

    /** Determines which rows of a population the output's leading axis holds; null if unknown. */
    public interface RowRule<A> {
        @Nullable
        Rows rows(A attributes, List<Tensor> inputs, Spec output);
    }

    private final String name;
    private final Inference<A> inference;
    private final Forward<A> forward;
    private final RowRule<A> rowRule;
    private final RowFlow<A> flow;
    private final Lowering<A> lowering;
    private final @Nullable Derivative<A> @Nullable [] derivatives;
    private final @Nullable EachDerivative<A> eachDerivative;
    /** The first input that {@link #eachDerivative} applies to. */
    private final int firstOfEach;

    /** Computes the gradient by the input at an index, for operations with any number of inputs. */
    public interface EachDerivative<A> {
        Tensor apply(OpCall<A> call, Tensor gradient, int index);
    }

    Op(
            String name,
            Inference<A> inference,
            Forward<A> forward,
            RowRule<A> rowRule,
            RowFlow<A> flow,
            Lowering<A> lowering,
            @Nullable Derivative<A> @Nullable [] derivatives,
            @Nullable EachDerivative<A> eachDerivative,
            int firstOfEach) {
        this.name = name;
        this.inference = inference;
        this.forward = forward;
        this.rowRule = rowRule;
        this.flow = flow;
        this.lowering = lowering;
        this.derivatives = derivatives;
        this.eachDerivative = eachDerivative;
        this.firstOfEach = firstOfEach;
    }

    public String name() {
        return name;
    }

    /** Returns true if the gradient by some input can be nonzero. */
    public boolean isDifferentiable() {
        return derivatives != null || eachDerivative != null;
    }

    public Spec infer(A attributes, List<Tensor> inputs) {
        return inference.infer(attributes, inputs);
    }

    /** Returns what a plan can use of this operation besides its kernel. */
    public Lowering<A> lowering() {
        return lowering;
    }

    /** Computes the output of valid inputs without notifying tapes and tracers. For plans. */
    public Tensor compute(A attributes, List<Tensor> inputs) {
        return forward.compute(attributes, inputs);
    }

    @Nullable
    Rows rows(A attributes, List<Tensor> inputs, Spec output) {
        return rowRule.rows(attributes, inputs, output);
    }

    /** Returns what the definition says about rows. */
    public RowFlow<A> flow() {
        return flow;
    }

    /** Returns true if the output depends differentiably on the input at this index. */
    boolean differentiates(int index) {
        return eachDerivative != null
                ? index >= firstOfEach
                : (derivatives != null && index < derivatives.length && derivatives[index] != null);
    }

    Tensor derive(OpCall<A> call, Tensor gradient, int index) {
        if (eachDerivative != null) {
            return eachDerivative.apply(call, gradient, index);
        }
        return Objects.requireNonNull(Objects.requireNonNull(derivatives)[index])
                .apply(call, gradient);
    }

    @Override
    public String toString() {
        return name;
    }
}
