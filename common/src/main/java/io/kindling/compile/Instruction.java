package io.kindling.compile;

import io.kindling.tensor.PreparedKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kernel of a plan.
 *
 * @param name what it computes, for people
 * @param kernel how; null for a draw, which is made for each run
 * @param inputs values that hold their own elements, or constants
 * @param output the value it makes
 * @param overwritable inputs at whose place the output may stand
 * @param operations multiplications and additions of a product or convolution; 0 for other kernels
 */
record Instruction(
        String name,
        PreparedKernel kernel,
        Value.@Nullable Drawn drawn,
        List<Value> inputs,
        Value output,
        List<Value> overwritable,
        double operations) {
    Instruction {
        inputs = List.copyOf(inputs);
        overwritable = List.copyOf(overwritable);
    }
}
