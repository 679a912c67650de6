/**
 * Operations with their derivatives, and the tape that applies the chain rule.
 *
 * <p>Every operation on tensors goes through {@link io.kindling.autodiff.Interpreter#bind}: it infers the output's shape,
 * computes the output (unless an input is symbolic) and records the call on the open tapes. Derivatives are written with
 * operations, so tapes nest to any order. The tape knows no particular operation; the operations are in {@code .op}, one
 * file per family.
 *
 * <p>What must not live here: kernels, layers, anything that names ND4J.
 */
@NullMarked
package io.kindling.autodiff;

import org.jspecify.annotations.NullMarked;
