/**
 * Metrics: exact and mergeable. A state is an array of longs (counts, and the limbs of exact sums), so that the states of
 * shards add up element by element to that of the whole, in any order.
 *
 * <p>To add one: a final class, a line in {@link io.kindling.nn.metric.Metrics}, a row in the tests.
 */
@NullMarked
package io.kindling.nn.metric;

import org.jspecify.annotations.NullMarked;
