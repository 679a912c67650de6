/**
 * Tests of the whole: the layers of the code, and real processes of {@code bin/kindling} on the assembled folder.
 *
 * <p>A class named {@code ...Test} needs the class path alone; one named {@code ...IT} runs after {@code package} and starts
 * processes. What must not live here: tests of one module.
 */
@NullMarked
package io.kindling.deploy;

import org.jspecify.annotations.NullMarked;
