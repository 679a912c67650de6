/**
 * What all of the driver shares: its settings exception, its version, and paths. What must not live here: anything that one
 * package below can own.
 */
@NullMarked
package io.kindling.driver.internal;

import org.jspecify.annotations.NullMarked;
