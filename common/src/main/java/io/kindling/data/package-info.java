/**
 * Examples in memory, the partitioning of rows into shards, the order in which a shard draws its rows, and batches.
 *
 * <p>Depends on no file format, on neither Spark nor Hadoop: rows are primitive arrays, and tensors appear only in batches. The
 * partitioning and the shuffled order are pure functions of numbers, so every machine computes the same result.
 *
 * <p>To add a data source, implement {@link io.kindling.data.ExampleSource} where its format is known (files in
 * {@code io.kindling.io}, tables in the driver). What must not live here: formats, models, losses.
 */
@NullMarked
package io.kindling.data;

import org.jspecify.annotations.NullMarked;
