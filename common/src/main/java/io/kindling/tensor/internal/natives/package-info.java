/**
 * The native libraries and the settings of the threads that call them: which kernel library is loaded, one thread per kernel,
 * subnormal numbers flushed to zero, addresses.
 *
 * <p>What must not live here: kernels.
 */
@NullMarked
package io.kindling.tensor.internal.natives;

import org.jspecify.annotations.NullMarked;
