/**
 * The one point that every operation passes, {@link io.kindling.autodiff.internal.Interpreter#bind}: it infers the output's
 * shape, computes the output unless an input is symbolic, and passes the call to the open tapes and to a tracer. An {@link
 * io.kindling.autodiff.internal.Op} joins shape inference, kernel, derivatives and what happens to rows ({@link
 * io.kindling.autodiff.internal.RowFlow}), which {@link io.kindling.autodiff.internal.RowTrace} follows through a function.
 *
 * <p>What must not live here: particular operations (they are in {@code autodiff.op}), tapes, variables.
 */
@NullMarked
package io.kindling.autodiff.internal;

import org.jspecify.annotations.NullMarked;
