/**
 * The families of kernels that operations call, one class per family: {@link io.kindling.tensor.internal.ops.Elementwise},
 * {@link io.kindling.tensor.internal.ops.Reduce}, {@link io.kindling.tensor.internal.ops.MatMul}, {@link
 * io.kindling.tensor.internal.ops.Convolve} and so on. An eager kernel is a static method that takes tensors and returns a new
 * one; the same kernel, prepared, serves compiled plans ({@link io.kindling.tensor.internal.ops.CapturedKernel}).
 *
 * <p>To add a kernel, add a method to its family. What must not live here: derivatives, anything that depends on layers.
 */
@NullMarked
package io.kindling.tensor.internal.ops;

import org.jspecify.annotations.NullMarked;
