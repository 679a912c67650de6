/**
 * The contracts of kernels: {@link io.kindling.tensor.internal.kernel.PreparedKernel}, created once for its sizes and run
 * repeatedly; what may follow a product ({@link io.kindling.tensor.internal.kernel.Epilogue}); windows, sizes and workspaces.
 *
 * <p>What must not live here: any particular kernel.
 */
@NullMarked
package io.kindling.tensor.internal.kernel;

import org.jspecify.annotations.NullMarked;
