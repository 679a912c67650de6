/**
 * Automatic differentiation as users see it: {@link io.kindling.autodiff.GradientTape} and {@link
 * io.kindling.autodiff.Variable}.
 *
 * <p>The operations are in {@code .op}, one file per family, with their derivatives written with operations, so tapes nest to
 * any order. The point that every call passes is in {@code .internal}. What must not live here: kernels, layers, particular
 * operations.
 */
@NullMarked
package io.kindling.autodiff;

import org.jspecify.annotations.NullMarked;
