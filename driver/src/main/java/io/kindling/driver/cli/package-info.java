/**
 * The entry point of the command line, which spark-submit names: {@link io.kindling.driver.cli.Main}. The commands are in
 * {@code driver.internal.cli}.
 */
@NullMarked
package io.kindling.driver.cli;

import org.jspecify.annotations.NullMarked;
