package io.kindling.autodiff;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The usual answers to which rows the leading axis of an output holds. */
public final class RowRules {
    private RowRules() {}

    /** For inputs that broadcast: those of the first input that has them and whose leading axis became the output's. */
    public static @Nullable Rows broadcast(List<Tensor> inputs, Op.Spec output) {
        for (Tensor input : inputs) {
            // An input with fewer axes meets the output's last ones: its leading axis is not the output's.
            if (input.shape().rank() == output.shape().rank()) {
                Rows rows = leading(input, output);
                if (rows != null) {
                    return rows;
                }
            }
        }
        return null;
    }

    /** Those of one input, where its leading axis has the output's size; the other axes do not matter. */
    public static @Nullable Rows leading(Tensor input, Op.Spec output) {
        Rows rows = input.rows().orElse(null);
        boolean kept = rows != null
                && output.shape().rank() > 0
                && rows.count() == output.shape().dim(0);
        return kept ? rows : null;
    }
}
