/**
 * Update rules over flat arrays of float32 weights.
 *
 * <p>An {@link io.kindling.nn.optimizer.Optimizer} is a rule: a learning rate, a clipping and hyperparameters, with Keras
 * 2.13's formulas and defaults. What training changes lies apart, in an {@link
 * io.kindling.nn.optimizer.OptimizerState}. Rules are loops in Java over {@code float[]}: exact IEEE arithmetic, so the
 * same bits on every machine, however the arrays are cut.
 *
 * <p>To add an optimizer: one final class with one {@code updateRange}, one line in {@link
 * io.kindling.nn.optimizer.Optimizers}, one row in {@code OptimizerTest}. What must not live here: gradients' origin, sums
 * over shards, files.
 */
@NullMarked
package io.kindling.nn.optimizer;

import org.jspecify.annotations.NullMarked;
