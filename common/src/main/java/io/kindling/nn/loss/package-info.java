/**
 * Losses, and the typed terms whose sum is a loss.
 *
 * <p>A {@link io.kindling.nn.loss.Loss} computes one value per example. The kind of a {@link
 * io.kindling.nn.LossTerm} says how these values are reduced to one number, so that a shard can compute its exact
 * partial loss. To add a loss: one class, one line in {@link io.kindling.nn.loss.Losses}, one row in the tests.
 */
@NullMarked
package io.kindling.nn.loss;

import org.jspecify.annotations.NullMarked;
