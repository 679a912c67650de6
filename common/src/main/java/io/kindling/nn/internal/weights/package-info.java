/**
 * Where each weight of a model lies in the model's one flat array: the order of digests, files and exchanges.
 *
 * <p>What must not live here: update rules (see {@code nn.optimizer}), exchanges (see {@code program.internal}).
 */
@NullMarked
package io.kindling.nn.internal.weights;

import org.jspecify.annotations.NullMarked;
