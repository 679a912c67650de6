package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.KernelDescription;
import io.kindling.tensor.internal.kernel.LruCache;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.natives.ComputeThread;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs prepared kernels eagerly. Preparing a kernel costs far more than running it, so each thread caches the kernels
 * it used last.
 */
public final class PreparedKernels {
    private static final ThreadLocal<Map<Object, PreparedKernel>> CACHE = ThreadLocal.withInitial(LruCache::new);

    private PreparedKernels() {}

    /**
     * Runs the kernel for these sizes and returns its output in a new tensor.
     *
     * @param sizes the cache key; its type belongs to this kernel alone, so no other kernel has an equal key
     * @param prepare creates the kernel if this thread has not cached it
     */
    public static <S> Tensor run(
            S sizes, Function<S, PreparedKernel> prepare, DType dtype, Shape shape, Tensor... inputs) {
        ComputeThread.prepare();
        if (CapturedKernel.isCapturing()) {
            return CapturedKernel.capture(
                    new KernelDescription(sizes, () -> prepare.apply(sizes)), dtype, shape, inputs);
        }
        PreparedKernel kernel = CACHE.get().computeIfAbsent(sizes, key -> prepare.apply(sizes));
        Tensor output = Memory.allocate(dtype, shape);
        Tensor workspace = Memory.allocate(DType.UINT8, Shape.of(Math.toIntExact(kernel.workspaceBytes())));
        try {
            kernel.run(inputs, output, workspace);
        } finally {
            // Native libraries hold raw addresses only: no operand may be garbage-collected before this point.
            Reference.reachabilityFence(inputs);
            Reference.reachabilityFence(output);
            Memory.release(workspace);
        }
        return output;
    }
}
