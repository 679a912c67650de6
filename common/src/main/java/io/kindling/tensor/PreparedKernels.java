package io.kindling.tensor;

import java.lang.ref.Reference;
import java.util.Map;
import java.util.function.Function;

/** Runs prepared kernels eagerly. Preparing one costs far more than running it, so each thread keeps those it used last. */
final class PreparedKernels {
    private static final ThreadLocal<Map<Object, PreparedKernel>> KEPT = ThreadLocal.withInitial(RecentlyUsed::new);

    private PreparedKernels() {}

    /**
     * A new tensor with what the kernel for these sizes computes.
     *
     * @param sizes a value of a type of the kernel's own: no other kernel has an equal one
     * @param prepare makes the kernel where this thread has none
     */
    static <S> Tensor run(S sizes, Function<S, PreparedKernel> prepare, DType dtype, Shape shape, Tensor... inputs) {
        ComputeThread.prepare();
        if (CapturedKernel.isWanted()) {
            return CapturedKernel.take(prepare.apply(sizes), sizes, dtype, shape, inputs);
        }
        PreparedKernel kernel = KEPT.get().computeIfAbsent(sizes, key -> prepare.apply(sizes));
        Tensor output = Memory.allocate(dtype, shape);
        Tensor workspace = Memory.allocate(DType.UINT8, Shape.of(Math.toIntExact(kernel.workspaceBytes())));
        try {
            kernel.run(inputs, output, workspace);
        } finally {
            // The libraries hold addresses only: the collector must not free an operand before this point.
            Reference.reachabilityFence(inputs);
            Reference.reachabilityFence(output);
            Memory.giveBack(workspace);
        }
        return output;
    }
}
