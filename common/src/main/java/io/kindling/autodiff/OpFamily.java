package io.kindling.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations that one file defines. Its {@link #define} starts an operation; the last word ends it. */
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

    /** Starts an operation; by default its rows are unknown. */
    public <A> Definition<A> define(String opName, Op.Inference<A> inference, Op.Forward<A> forward) {
        return new Definition<>(opName, inference, forward);
    }

    /** An operation half defined. */
    public final class Definition<A> {
        private final String opName;
        private final Op.Inference<A> inference;
        private final Op.Forward<A> forward;
        private Op.RowRule<A> rowRule = (attributes, inputs, output) -> null;
        private Lowering<A> lowering = new Lowering.Kernel<>();

        private Definition(String opName, Op.Inference<A> inference, Op.Forward<A> forward) {
            this.opName = opName;
            this.inference = inference;
            this.forward = forward;
        }

        /** Each row of the output comes from the rows at its place of the inputs, which broadcast. */
        public Definition<A> keepsRows() {
            return rows((attributes, inputs, output) -> RowRules.broadcast(inputs, output));
        }

        /** Each row of the output comes from the row at its place of the first input, whatever the other axes. */
        public Definition<A> keepsRowsOfFirst() {
            return rows((attributes, inputs, output) -> RowRules.leading(inputs.get(0), output));
        }

        public Definition<A> rows(Op.RowRule<A> rule) {
            this.rowRule = rule;
            return this;
        }

        /** Each element is this function of the inputs' elements at its place, which broadcast. */
        public Definition<A> pointwise(Lowering.FunctionOf<A> function) {
            this.lowering = new Lowering.Elementwise<>(function);
            return this;
        }

        /** The output has the first input's elements, in their order. */
        public Definition<A> sameElements() {
            this.lowering = new Lowering.SameElements<>();
            return this;
        }

        /** The output is drawn, by a key and for rows that differ from run to run. */
        public Definition<A> drawn(Lowering.Redraw<A> redraw) {
            this.lowering = new Lowering.Drawn<>(redraw);
            return this;
        }

        /** Ends it with the derivative by each input, in order; null where the output does not depend on it smoothly. */
        @SafeVarargs
        @SuppressWarnings("varargs") // the array is only read
        public final Op<A> derivatives(Op.@Nullable Derivative<A>... derivatives) {
            return add(new Op<>(opName, inference, forward, rowRule, lowering, derivatives.clone(), null, 0));
        }

        /** Ends it with one rule for every input. */
        public Op<A> derivativeOfEach(Op.EachDerivative<A> derivative) {
            return derivativeOfEachFrom(0, derivative);
        }

        /** Ends it with one rule for every input from this one on; gradients by those before it stop here. */
        public Op<A> derivativeOfEachFrom(int first, Op.EachDerivative<A> derivative) {
            return add(new Op<>(opName, inference, forward, rowRule, lowering, null, derivative, first));
        }

        /** Ends it: gradients stop here. */
        public Op<A> notDifferentiable() {
            return add(new Op<>(opName, inference, forward, rowRule, lowering, null, null, 0));
        }

        private Op<A> add(Op<A> op) {
            ops.add(op);
            return op;
        }
    }
}
