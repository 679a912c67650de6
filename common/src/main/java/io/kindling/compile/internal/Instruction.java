package io.kindling.compile.internal;

import io.kindling.tensor.internal.kernel.PreparedKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kernel of a plan.
 *
 * @param name what it computes, for display
 * @param kernel the kernel; for a random draw a placeholder
 * @param drawn the random draw that a run makes; null for other instructions
 * @param inputs the values that it reads
 * @param output the value that it writes
 * @param overwritable inputs whose memory the output can reuse
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
