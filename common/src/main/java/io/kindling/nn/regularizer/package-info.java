/**
 * Penalties on weights.
 *
 * <p>A {@link io.kindling.nn.Regularizer} maps a weight to a scalar that is added to the loss once,
 * regardless of the number of shards. To add one: one record here, one line in {@link
 * io.kindling.nn.regularizer.Regularizers}, one test. What must not live here: penalties on activations, which are layers.
 */
@NullMarked
package io.kindling.nn.regularizer;

import org.jspecify.annotations.NullMarked;
