/**
 * The command line and the console: options, progress, results, exit codes.
 *
 * <p>The only package that writes to standard output and standard error. What must not live here: training, Spark jobs,
 * reading and writing of data or models.
 */
@NullMarked
package io.kindling.driver.cli;

import org.jspecify.annotations.NullMarked;
