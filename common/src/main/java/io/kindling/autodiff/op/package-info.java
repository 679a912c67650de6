/**
 * The table of operations: one file per family, with its operations (shape inference, forward, derivative) and the static
 * functions that users call as those of {@link io.kindling.autodiff.op.Ops}.
 *
 * <p>To add an operation: define it in the file of its family, add a static function for it, and add a row to the tests'
 * gradient table ({@code GradientTable}); a test fails for an operation without a row. A composite, written with other
 * functions, needs neither a definition nor a derivative. To add a family, also put it into the
 * alphabetical chain of families that ends with {@code Ops}, and list it in {@link io.kindling.autodiff.op.OpTable}.
 */
@NullMarked
package io.kindling.autodiff.op;

import org.jspecify.annotations.NullMarked;
