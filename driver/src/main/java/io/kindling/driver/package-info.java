/** What all of the driver shares: its version, the error of a setting that cannot be used, paths as users give them. */
@NullMarked
package io.kindling.driver;

import org.jspecify.annotations.NullMarked;
