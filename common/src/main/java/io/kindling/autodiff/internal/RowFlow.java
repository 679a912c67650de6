package io.kindling.autodiff.internal;

import io.kindling.tensor.Shape;
import java.util.List;

/**
 * What an operation's definition says about rows, from which follows how rows entered its output. Without a declaration, a
 * value that rows entered in any way gives {@link RowUse.Kind#OTHER}.
 *
 * @param kept whether each position along the output's row axis depends only on the same row of the inputs
 * @param summed whether the output, in which no row axis is left, is a sum over the inputs' rows
 * @param linear the inputs in which the operation is linear
 * @param linearInEach whether it is linear in each of these inputs, as a product; otherwise in all of them together, as a sum
 * @param ofFirst whether the output's value depends on the first input only
 */
public record RowFlow<A>(
        AxisRule<A> kept, AxisRule<A> summed, LinearInput<A> linear, boolean linearInEach, boolean ofFirst) {
    /** An input, and how rows entered it. */
    public record Operand(RowUse use, Shape shape) {
        public int axis() {
            return use.axis();
        }

        public boolean hasRows() {
            return use.isPerRow();
        }

        /** The row axis counted from the end, as broadcasting aligns axes: -1 for the last. */
        public int axisFromEnd() {
            return axis() - shape.rank();
        }
    }

    /** A condition on the row axes of inputs and output. */
    public interface AxisRule<A> {
        /**
         * @param inputs all inputs; those that rows entered are per row, the others have no row axis
         * @param output the output; without a row axis its axis is -1
         */
        boolean holds(A attributes, List<Operand> inputs, Operand output);
    }

    /** Tells whether an operation is linear in the input at an index. */
    public interface LinearInput<A> {
        boolean is(A attributes, int index);
    }

    static <A> RowFlow<A> unknown() {
        return new RowFlow<>((at, in, out) -> false, (at, in, out) -> false, (at, index) -> false, false, false);
    }

    /** @param rowAxes the axes of the output whose sizes depend on the number of rows */
    RowUse of(A attributes, List<Operand> inputs, Shape shape, List<Integer> rowAxes) {
        List<Operand> in = ofFirst ? inputs.subList(0, 1) : inputs;
        int axis = rowAxes.size() == 1 ? rowAxes.get(0) : -1;
        if (rowAxes.size() > 1 || in.stream().anyMatch(input -> input.use().kind() == RowUse.Kind.OTHER)) {
            return RowUse.other(axis);
        }
        boolean rows = in.stream().anyMatch(input -> input.use().isPerRow());
        boolean sums = in.stream().anyMatch(input -> input.use().kind() == RowUse.Kind.SUM);
        if (!rows && !sums) {
            return axis < 0 ? RowUse.NONE : RowUse.perRow(axis);
        }
        Operand output = new Operand(RowUse.other(axis), shape);
        if (axis >= 0) {
            return !sums && kept.holds(attributes, in, output) ? RowUse.perRow(axis) : output.use();
        }
        boolean adds = rows ? !sums && summed.holds(attributes, in, output) : isLinear(attributes, in);
        return adds ? RowUse.SUM : output.use();
    }

    /** Whether the output is a sum over rows, since inputs are, and the others are free of rows. */
    private boolean isLinear(A attributes, List<Operand> in) {
        int sums = 0;
        boolean allSums = true;
        for (int i = 0; i < in.size(); i++) {
            RowUse use = in.get(i).use();
            if (use.kind() == RowUse.Kind.SUM) {
                sums++;
                if (!linear.is(attributes, i)) {
                    return false;
                }
            } else {
                // A sum plus what no row entered is not a sum; a constant 0 does not matter.
                allSums &= !linear.is(attributes, i) || use.isSum();
            }
        }
        return linearInEach ? sums == 1 : allSums;
    }
}
