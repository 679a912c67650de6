/**
 * The one table of operations: a file a family, each with its operations (shape inference, forward, derivative) and the
 * static functions that users call.
 *
 * <p>To add an operation: define it in the file of its family, give it a function, and add a row to the gradient table of
 * the tests ({@code GradientTable}); an operation without a row fails. A composite, written with other functions, needs
 * neither a definition nor a derivative. To add a family, also list it in {@link io.kindling.autodiff.op.OpTable}.
 */
@NullMarked
package io.kindling.autodiff.op;

import org.jspecify.annotations.NullMarked;
