/**
 * What Spark must find by name in every process: the Kryo registrator. The code of tasks is in {@code .internal}.
 */
@NullMarked
package io.kindling.worker;

import org.jspecify.annotations.NullMarked;
