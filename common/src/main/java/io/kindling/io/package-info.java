/**
 * Files: training data in the IDX format, and model folders with weights in the safetensors format.
 *
 * <p>The only package of this module that uses Hadoop, and only in {@link io.kindling.io.Location} and its parts for
 * local files ({@code LocalFiles}) and for writing ({@code HadoopOutputStream}). Every file system that Hadoop supports
 * ({@code file:}, {@code hdfs:}, {@code s3a:}) therefore works for every format. Sizes are checked with exact
 * arithmetic against the actual number of bytes before memory is allocated.
 *
 * <p>To add a data format, implement {@link io.kindling.data.ExampleSource} here. What must not live here: training,
 * Spark, console output.
 */
@NullMarked
package io.kindling.io;

import org.jspecify.annotations.NullMarked;
