/**
 * What a person reads: progress, reports, help, the terminal. With {@code .failures}, the only package that writes to standard
 * output and standard error.
 *
 * <p>What must not live here: what is computed.
 */
@NullMarked
package io.kindling.driver.internal.cli.output;

import org.jspecify.annotations.NullMarked;
