/**
 * The options that commands share, where their values come from (command line, config file, Spark's properties) and their
 * defaults.
 *
 * <p>What must not live here: running anything, printing.
 */
@NullMarked
package io.kindling.driver.internal.cli.options;

import org.jspecify.annotations.NullMarked;
