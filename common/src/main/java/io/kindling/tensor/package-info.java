/**
 * Tensors and the kernels that compute on them.
 *
 * <p>The only package that names {@code org.nd4j} or {@code org.bytedeco}. A kernel is a static method that takes
 * tensors and returns a new one; it knows nothing of gradients, layers or batches. Every array is contiguous, in row-major
 * order and written once: a tensor never changes.
 *
 * <p>Random draws ({@link io.kindling.tensor.Draws}) are kernels like the others: pure functions of a key, a row and an
 * element, without a generator.
 *
 * <p>What a kernel does is a {@link io.kindling.tensor.PreparedKernel}, made once for its sizes. A plan takes it out ({@link
 * io.kindling.tensor.CapturedKernel}) and runs it again and again on an {@link io.kindling.tensor.Arena}, whose tensors alone are
 * written more than once.
 *
 * <p>To add a kernel, put a method beside its family ({@link io.kindling.tensor.Elementwise}, {@link
 * io.kindling.tensor.Reduce}, ...). What must not live here: derivatives, random state, anything that knows a layer.
 */
@NullMarked
package io.kindling.tensor;

import org.jspecify.annotations.NullMarked;
