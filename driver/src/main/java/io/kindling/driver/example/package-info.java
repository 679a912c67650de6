/** The guide's programs, and its loops as small classes that the tests run. */
@NullMarked
package io.kindling.driver.example;

import org.jspecify.annotations.NullMarked;
