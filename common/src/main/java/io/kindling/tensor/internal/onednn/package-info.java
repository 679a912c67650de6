/**
 * Kernels by oneDNN and BLAS, and the Winograd and im2col kernels built from their products.
 *
 * <p>To add one, implement {@link io.kindling.tensor.internal.kernel.PreparedKernel} and let its family in {@code .ops} choose
 * it. What must not live here: the choice between implementations.
 */
@NullMarked
package io.kindling.tensor.internal.onednn;

import org.jspecify.annotations.NullMarked;
