/**
 * The root of the library: only what every package may throw. Start in {@code io.kindling.train}.
 */
@NullMarked
package io.kindling;

import org.jspecify.annotations.NullMarked;
