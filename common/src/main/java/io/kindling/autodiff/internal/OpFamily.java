package io.kindling.autodiff.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations that one file defines. {@link #define} starts a definition, a method about derivatives completes it. */
public final class OpFamily {
    private final String name;
    private final List<Op<?>> ops = new ArrayList<>();

    public OpFamily(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public List<Op<?>> ops() {
        return Collections.unmodifiableList(ops);
    }

    /** Starts the definition of an operation; by default the rows of its output are unknown. */
    public <A> Definition<A> define(String opName, Op.Inference<A> inference, Op.Forward<A> forward) {
        return new Definition<>(opName, inference, forward);
    }

    /** A builder for an operation. */
    public final class Definition<A> {
        private final String opName;
        private final Op.Inference<A> inference;
        private final Op.Forward<A> forward;
        private Op.RowRule<A> rowRule = (attributes, inputs, output) -> null;
        private RowFlow<A> flow = RowFlow.unknown();
        private Lowering<A> lowering = new Lowering.Kernel<>();

        private Definition(String opName, Op.Inference<A> inference, Op.Forward<A> forward) {
            this.opName = opName;
            this.inference = inference;
            this.forward = forward;
        }

        /** Declares that each row of the output depends on the corresponding rows of the inputs, which broadcast. */
        public Definition<A> keepsRows() {
            return rows((attributes, inputs, output) -> RowRules.broadcast(inputs, output))
                    .rowAxis(RowRules::alignedFromEnd);
        }

        /**
         * Declares that each row of the output, on its leading axis, depends on the corresponding rows of the inputs, on
         * theirs, of which the first has as many.
         */
        public Definition<A> keepsRowsOfFirst() {
            return rows((attributes, inputs, output) -> RowRules.leading(inputs.get(0), output))
                    .rowAxis(RowRules::allLeading);
        }

        public Definition<A> rows(Op.RowRule<A> rule) {
            this.rowRule = rule;
            return this;
        }

        /**
         * Declares when each position along the output's row axis depends only on the same row of the inputs. Without a
         * declaration: never.
         */
        public Definition<A> rowAxis(RowFlow.AxisRule<A> kept) {
            flow = new RowFlow<>(kept, flow.summed(), flow.linear(), flow.linearInEach(), flow.ofFirst());
            return this;
        }

        /** Declares when an output without a row axis is a sum over the inputs' rows. */
        public Definition<A> sumsRows(RowFlow.AxisRule<A> summed) {
            flow = new RowFlow<>(flow.kept(), summed, flow.linear(), flow.linearInEach(), flow.ofFirst());
            return this;
        }

        /** Declares that the operation is linear in all inputs together, as a sum is. */
        public Definition<A> linear() {
            return linear((attributes, index) -> true);
        }

        /** Declares that the operation is linear in some inputs together, whatever the others are. */
        public Definition<A> linear(RowFlow.LinearInput<A> inputs) {
            flow = new RowFlow<>(flow.kept(), flow.summed(), inputs, false, flow.ofFirst());
            return this;
        }

        /** Declares that the operation is linear in each input, as a product is. */
        public Definition<A> linearInEach() {
            flow = new RowFlow<>(flow.kept(), flow.summed(), (attributes, index) -> true, true, flow.ofFirst());
            return this;
        }

        /** Declares that the output has the first input's value, whatever the other inputs are. */
        public Definition<A> valueOfFirst() {
            flow = new RowFlow<>(flow.kept(), flow.summed(), flow.linear(), flow.linearInEach(), true);
            return this;
        }

        /** Declares that each element is this function of the corresponding elements of the inputs, which broadcast. */
        public Definition<A> pointwise(Lowering.FunctionOf<A> function) {
            this.lowering = new Lowering.Elementwise<>(function);
            return this;
        }

        /** Declares that the output has the first input's elements, in their order. */
        public Definition<A> sameElements() {
            this.lowering = new Lowering.SameElements<>();
            return this;
        }

        /** Declares that the output is random, drawn with a key and for rows that change from run to run. */
        public Definition<A> drawn(Lowering.Redraw<A> redraw) {
            this.lowering = new Lowering.Drawn<>(redraw);
            return this;
        }

        /** Completes it with the derivative by each input, in order; null for inputs that are not differentiated. */
        @SafeVarargs
        @SuppressWarnings("varargs") // the array is only read
        public final Op<A> derivatives(Op.@Nullable Derivative<A>... derivatives) {
            return add(new Op<>(opName, inference, forward, rowRule, flow, lowering, derivatives.clone(), null, 0));
        }

        /** Completes it with one derivative rule for all inputs. */
        public Op<A> derivativeOfEach(Op.EachDerivative<A> derivative) {
            return derivativeOfEachFrom(0, derivative);
        }

        /** Completes it with one derivative rule for all inputs from {@code first} on; the others get no gradient. */
        public Op<A> derivativeOfEachFrom(int first, Op.EachDerivative<A> derivative) {
            return add(new Op<>(opName, inference, forward, rowRule, flow, lowering, null, derivative, first));
        }

        /** Completes it without derivatives. */
        public Op<A> notDifferentiable() {
            return add(new Op<>(opName, inference, forward, rowRule, flow, lowering, null, null, 0));
        }

        private Op<A> add(Op<A> op) {
            ops.add(op);
            return op;
        }
    }
}
