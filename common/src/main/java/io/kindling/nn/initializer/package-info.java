/**
 * The first values of weights. To add one: one class, one line in {@link io.kindling.nn.initializer.Initializers}, one
 * row in the tests.
 */
@NullMarked
package io.kindling.nn.initializer;

import org.jspecify.annotations.NullMarked;
