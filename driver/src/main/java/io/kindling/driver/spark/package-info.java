/**
 * Programs on Spark from Java: {@link io.kindling.driver.spark.SparkRunner}. The jobs are in {@code driver.internal.spark}.
 */
@NullMarked
package io.kindling.driver.spark;

import org.jspecify.annotations.NullMarked;
