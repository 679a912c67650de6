/**
 * Initial values of weights, with Keras' rules and defaults.
 *
 * <p>An {@link io.kindling.nn.Initializer} is a pure function of a shape and a seed: the same arguments give the
 * same bits on every machine. To add one: one record here, one line in {@link io.kindling.nn.initializer.Initializers},
 * one row in {@code InitializerTest}. What must not live here: stateful generators, tensors.
 */
@NullMarked
package io.kindling.nn.initializer;

import org.jspecify.annotations.NullMarked;
