/**
 * Update rules over flat arrays of float32 weights.
 *
 * <p>An {@link io.kindling.nn.optimizer.Optimizer} is a rule: a learning rate, a clipping and hyperparameters, with the
 * formulas and defaults of Keras 2.13. The state that training changes is separate, in an {@link
 * io.kindling.nn.optimizer.OptimizerState}. Rules are Java loops over {@code float[]}: IEEE arithmetic gives the same
 * bits on every machine, however the arrays are split.
 *
 * <p>To add an optimizer: one final class with one {@code updateRange} that extends {@link
 * io.kindling.nn.optimizer.ConfigurableOptimizer}, one line in {@link
 * io.kindling.nn.optimizer.Optimizers}, one row in {@code OptimizerTest}. What must not live here: the computation of
 * gradients, reductions over shards, files.
 */
@NullMarked
package io.kindling.nn.optimizer;

import org.jspecify.annotations.NullMarked;
