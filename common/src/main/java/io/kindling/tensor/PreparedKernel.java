package io.kindling.tensor;

import java.util.List;
import java.util.function.Function;

/**
 * A kernel prepared for fixed sizes, run on whatever memory of these sizes it is given: by an eager call on tensors just
 * made, by a plan on its own. It keeps nothing of what it computed, but for one that was prepared to come after it
 * ({@link CapturedKernel#after}). For the thread that prepared it.
 */
public interface PreparedKernel {
    /** The bytes it works in beside inputs and output; their content before and after does not matter. */
    long workspaceBytes();

    /**
     * Writes the output.
     *
     * @param workspace uint8, of at least {@link #workspaceBytes}
     */
    void run(Tensor[] inputs, Tensor output, Tensor workspace);

    /** A kernel that calls a function and copies its result: for what has no prepared kernel. */
    static PreparedKernel calling(Function<List<Tensor>, Tensor> function) {
        return new CallingKernel(function);
    }
}
