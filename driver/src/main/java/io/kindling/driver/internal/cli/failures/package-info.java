/**
 * How a process ends when something goes wrong: one message, one exit code, and {@code result.json} where it can be written;
 * signals too.
 *
 * <p>What must not live here: detection of errors; they arrive as exceptions.
 */
@NullMarked
package io.kindling.driver.internal.cli.failures;

import org.jspecify.annotations.NullMarked;
