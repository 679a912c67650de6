/**
 * Examples in memory, which shard owns which row, in what order a shard draws its rows, and batches.
 *
 * <p>Knows no file format, no Spark and no Hadoop: rows are primitive arrays, and tensors appear only in batches. Who owns
 * a row and the shuffled order are pure functions of numbers, so that any machine computes the same answer.
 *
 * <p>To add a kind of data, implement {@link io.kindling.data.ExampleSource} where its format is known (files in
 * {@code io.kindling.io}, tables in the driver). What must not live here: formats, models, losses.
 */
@NullMarked
package io.kindling.data;

import org.jspecify.annotations.NullMarked;
