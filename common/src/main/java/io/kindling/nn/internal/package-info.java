/**
 * What layers, metrics and programs share below the layers: names and first values while models are built, updates of layer
 * state, exact sums.
 *
 * <p>What must not live here: anything that depends on {@link io.kindling.nn.Layer}.
 */
@NullMarked
package io.kindling.nn.internal;

import org.jspecify.annotations.NullMarked;
