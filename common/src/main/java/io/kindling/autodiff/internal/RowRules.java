package io.kindling.autodiff.internal;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The common rules for which rows an output holds. */
public final class RowRules {
    private RowRules() {}

    /** For broadcasting inputs: the rows of the first input that has rows and whose leading axis became the output's. */
    public static @Nullable Rows broadcast(List<Tensor> inputs, Op.Spec output) {
        for (Tensor input : inputs) {
            // An input with fewer axes is aligned with the output's last axes: its leading axis is not the output's.
            if (input.shape().rank() == output.shape().rank()) {
                Rows rows = leading(input, output);
                if (rows != null) {
                    return rows;
                }
            }
        }
        return null;
    }

    /** Whether broadcasting aligns the row axes of the inputs with that of the output. */
    static <A> boolean alignedFromEnd(A attributes, List<RowFlow.Operand> inputs, RowFlow.Operand output) {
        return inputs.stream().allMatch(input -> !input.hasRows() || input.axisFromEnd() == output.axisFromEnd());
    }

    /** Whether the row axes of inputs and output have the same number of axes in front of them. */
    public static <A> boolean alignedFromStart(A attributes, List<RowFlow.Operand> inputs, RowFlow.Operand output) {
        return inputs.stream().allMatch(input -> !input.hasRows() || input.axis() == output.axis());
    }

    /** Whether the rows are on the leading axis of the inputs and of the output, if it has rows. */
    public static <A> boolean allLeading(A attributes, List<RowFlow.Operand> inputs, RowFlow.Operand output) {
        return output.axis() <= 0 && inputs.stream().allMatch(input -> !input.hasRows() || input.axis() == 0);
    }

    /** The rows of one input, if its leading axis has the output's size; the other axes do not matter. */
    public static @Nullable Rows leading(Tensor input, Op.Spec output) {
        Rows rows = input.rows().orElse(null);
        boolean kept = rows != null
                && output.shape().rank() > 0
                && rows.count() == output.shape().dim(0);
        return kept ? rows : null;
    }
}
