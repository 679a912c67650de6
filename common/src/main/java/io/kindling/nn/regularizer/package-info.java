/**
 * Penalties on weights. To add one: one class, one line in {@link io.kindling.nn.regularizer.Regularizers}, one row in
 * the tests.
 */
@NullMarked
package io.kindling.nn.regularizer;

import org.jspecify.annotations.NullMarked;
