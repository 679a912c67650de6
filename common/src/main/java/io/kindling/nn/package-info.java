/**
 * Layers and models: what computes, with which weights.
 *
 * <p>{@link io.kindling.nn.Layer} is a function with weights, {@link io.kindling.nn.Model} a graph of layers that is a
 * layer itself. A layer knows no training loop: it is told the {@link io.kindling.nn.Mode}, draws random numbers from
 * {@link io.kindling.nn.Randomness}, and hands changes of its state to {@link io.kindling.nn.StateUpdates}.
 *
 * <p>To add a layer, loss, metric, optimizer, initializer or schedule: one class in its sub-package, one line in that
 * package's registry, one test. What must not live here: files, Spark, the order of training steps.
 */
@NullMarked
package io.kindling.nn;

import org.jspecify.annotations.NullMarked;
