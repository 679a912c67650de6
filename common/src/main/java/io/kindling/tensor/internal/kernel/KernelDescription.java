package io.kindling.tensor.internal.kernel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel computes and how to prepare it. Kernels of equal descriptions compute the same bits.
 *
 * @param sizes that the kernel is prepared for. Their type belongs to this kernel alone, so descriptions with equal sizes
 *     are equal
 * @param preparation creates the kernel
 */
public record KernelDescription(Object sizes, Supplier<PreparedKernel> preparation) {
    /** Creates a kernel for the thread that calls this. */
    public PreparedKernel prepare() {
        return preparation.get();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KernelDescription same && sizes.equals(same.sizes);
    }

    @Override
    public int hashCode() {
        return sizes.hashCode();
    }
}
