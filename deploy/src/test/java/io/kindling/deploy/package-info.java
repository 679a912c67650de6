/**
 * Whole-system tests: the dependency rules of the code, and real processes of {@code bin/kindling} on the assembled folder.
 *
 * <p>Classes named {@code ...Test} need only the class path; classes named {@code ...IT} run after {@code package} and start
 * processes. What must not live here: tests of a single module.
 */
@NullMarked
package io.kindling.deploy;

import org.jspecify.annotations.NullMarked;
