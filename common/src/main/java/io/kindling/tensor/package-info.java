/**
 * Tensors: typed, row-major arrays that never change, their shapes, the rows that they hold, and the memory outside Java's
 * heap that they live in.
 *
 * <p>Users need {@link io.kindling.tensor.Tensor}, {@link io.kindling.tensor.Shape}, {@link io.kindling.tensor.DType} and
 * perhaps {@link io.kindling.tensor.Rows}. The kernels that compute on tensors are in {@code .internal}; they know nothing
 * about gradients, layers or batches. Only this package and those below it use {@code org.nd4j} and {@code org.bytedeco}.
 *
 * <p>What must not live here: kernels, derivatives, random state.
 */
@NullMarked
package io.kindling.tensor;

import org.jspecify.annotations.NullMarked;
