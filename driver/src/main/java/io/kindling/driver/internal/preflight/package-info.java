/**
 * What is checked on Spark before the first step: the machines, against each other and against what the program needs.
 *
 * <p>To add a check: a class that implements {@code PreflightCheck}, and a row in {@code Preflight}. What an executor must tell
 * for it is in {@code io.kindling.worker.internal.machine}. What must not live here: checks of data and programs that need no
 * executor.
 */
@NullMarked
package io.kindling.driver.internal.preflight;

import org.jspecify.annotations.NullMarked;
