/** What all packages of the driver use: the version, the exception for invalid settings, and user-given paths. */
@NullMarked
package io.kindling.driver;

import org.jspecify.annotations.NullMarked;
