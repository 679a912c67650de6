/**
 * Kernels as plain Java loops: elementwise functions, reductions, softmax, direct convolution and pooling.
 *
 * <p>What must not live here: native calls, the choice between implementations (that is {@code .ops}).
 */
@NullMarked
package io.kindling.tensor.internal.loop;

import org.jspecify.annotations.NullMarked;
