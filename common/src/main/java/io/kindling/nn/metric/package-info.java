/**
 * Metrics that accumulate exactly, so that partial results can be merged.
 *
 * <p>A {@link io.kindling.nn.metric.Metric} computes the values of each row by tensor operations, then adds them up on
 * the host, in {@link io.kindling.nn.internal.ExactSum}s and integers. Its state is a {@code long[]}: the states of
 * shards, added element by element in any order, have the same bits as the state of one machine that processed all
 * rows. {@link io.kindling.nn.metric.ClassificationReport} is no metric, but derives numbers from one.
 *
 * <p>To add a metric: a final class, usually a subclass of {@link io.kindling.nn.metric.MeanMetric}, one line in {@link
 * io.kindling.nn.metric.Metrics}, one case in {@code goldens.py}. What must not live here: sums in floating point.
 */
@NullMarked
package io.kindling.nn.metric;

import org.jspecify.annotations.NullMarked;
