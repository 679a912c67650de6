package io.kindling.tensor.internal.kernel;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * A kernel prepared for fixed sizes and run on any memory of these sizes: new tensors for an eager call, the arena of a
 * compiled plan. It keeps no results, except for a kernel that was prepared to run after it
 * ({@code CapturedKernel.after}). To be used by the thread that prepared it.
 */
public interface PreparedKernel {
    /** Returns the bytes of scratch memory that it needs. Their content is unspecified before and after a run. */
    long workspaceBytes();

    /**
     * Computes the output.
     *
     * @param workspace uint8, at least {@link #workspaceBytes} long
     */
    void run(Tensor[] inputs, Tensor output, Tensor workspace);

    /** Returns a kernel that calls a function and copies its result, for operations without a prepared kernel. */
    static PreparedKernel calling(Function<List<Tensor>, Tensor> function) {
        return new FunctionKernel(function);
    }
}
