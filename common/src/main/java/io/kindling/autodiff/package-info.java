/**
 * Operations with their derivatives, and the tape that applies the chain rule.
 *
 * <p>Every operation on tensors goes through {@link io.kindling.autodiff.Interpreter#bind}: it infers the output's shape,
 * computes (or not, for symbolic inputs) and lets the open tapes record. Derivatives are written with operations, so that
 * tapes nest to any order. The tape knows no particular operation; the operations stand in {@code .op}, a file a family.
 *
 * <p>What must not live here: kernels, layers, anything that names ND4J.
 */
@NullMarked
package io.kindling.autodiff;

import org.jspecify.annotations.NullMarked;
