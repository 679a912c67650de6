/**
 * Layers and models.
 *
 * <p>{@link io.kindling.nn.Layer} is a function with weights, {@link io.kindling.nn.Model} a graph of layers and itself a
 * layer. Layers are independent of training loops: they receive the {@link io.kindling.nn.Mode} as an argument, take random
 * keys from {@link io.kindling.nn.Randomness}, and submit state updates to {@link io.kindling.nn.internal.StateUpdates}.
 *
 * <p>To add a layer, loss, metric, optimizer, initializer or schedule: one class in its sub-package, one line in that
 * package's registry, one test. What must not live here: files, Spark, the order of training steps.
 */
@NullMarked
package io.kindling.nn;

import org.jspecify.annotations.NullMarked;
