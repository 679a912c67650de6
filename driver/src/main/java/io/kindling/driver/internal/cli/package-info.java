/**
 * The commands: a class per command, with its options, what it runs, and what it prints.
 *
 * <p>Options that several commands share are in {@code .options}, progress and reports in {@code .output}, messages and exit
 * codes in {@code .failures}. What must not live here: training, Spark jobs, reading and writing of data or models.
 */
@NullMarked
package io.kindling.driver.internal.cli;

import org.jspecify.annotations.NullMarked;
