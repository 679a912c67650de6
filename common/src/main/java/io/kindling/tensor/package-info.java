/**
 * Tensors and the kernels that compute on them.
 *
 * <p>Only this package uses {@code org.nd4j} and {@code org.bytedeco}. An eager kernel is a static method that takes
 * tensors and returns a new one. Kernels know nothing about gradients, layers or batches. Every array is contiguous, in
 * row-major order and written once: a tensor never changes.
 *
 * <p>Random draws ({@link io.kindling.tensor.Draws}) are kernels too: pure functions of a key, a row and an element,
 * without a stateful generator.
 *
 * <p>The computation of a kernel is a {@link io.kindling.tensor.PreparedKernel}, created once for its sizes. A compiled
 * plan captures it ({@link io.kindling.tensor.CapturedKernel}) and runs it repeatedly on an
 * {@link io.kindling.tensor.Arena}, whose tensors are the only ones written more than once.
 *
 * <p>To add a kernel, add a method to its family ({@link io.kindling.tensor.Elementwise},
 * {@link io.kindling.tensor.Reduce}, ...). What must not live here: derivatives, random state, anything that knows
 * about layers.
 */
@NullMarked
package io.kindling.tensor;

import org.jspecify.annotations.NullMarked;
