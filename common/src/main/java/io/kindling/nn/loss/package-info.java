/**
 * Losses, and the typed terms that a loss is a sum of.
 *
 * <p>A {@link io.kindling.nn.loss.Loss} gives one value an example; how values become one number is a {@link
 * io.kindling.nn.loss.LossTerm}'s kind, so that a shard can compute its exact share. To add a loss: one class, one line
 * in {@link io.kindling.nn.loss.Losses}, one row in the tests.
 */
@NullMarked
package io.kindling.nn.loss;

import org.jspecify.annotations.NullMarked;
