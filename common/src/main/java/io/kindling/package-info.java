/**
 * The root of the library: what every package may throw. Start in {@code io.kindling.train}.
 *
 * <p>What must not live here: anything that uses another package. To add an exception, extend {@code KindlingException} in the
 * package that throws it.
 */
@NullMarked
package io.kindling;

import org.jspecify.annotations.NullMarked;
