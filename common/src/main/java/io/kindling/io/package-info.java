/**
 * Files: training data in the IDX format, model folders with their weights in the safetensors format.
 *
 * <p>The only package that names Hadoop, and there only {@link io.kindling.io.Location} does, with what it keeps local
 * files ({@code LocalFiles}) and writes ({@code WrittenFile}) with: whatever file system Hadoop knows ({@code file:}, {@code hdfs:},
 * {@code s3a:}) works for every format. Sizes are checked with exact arithmetic against the bytes really there before memory is
 * taken.
 *
 * <p>To add a format of data, implement {@link io.kindling.data.ExampleSource} here. What must not live here: training,
 * Spark, console output.
 */
@NullMarked
package io.kindling.io;

import org.jspecify.annotations.NullMarked;
