/**
 * Metrics: exact, so that they merge.
 *
 * <p>A {@link io.kindling.nn.metric.Metric} turns each row into numbers by tensor operations, then adds them up on the
 * host, in {@link io.kindling.nn.metric.ExactSum}s and whole numbers. Its state is a {@code long[]}: the states of shards
 * add up element by element, in any order, to the bits of one machine that saw all rows.
 *
 * <p>To add one: a final class, mostly of {@link io.kindling.nn.metric.MeanMetric}, one line in {@link
 * io.kindling.nn.metric.Metrics}, one case in {@code goldens.py}. What must not live here: sums in floating point.
 */
@NullMarked
package io.kindling.nn.metric;

import org.jspecify.annotations.NullMarked;
