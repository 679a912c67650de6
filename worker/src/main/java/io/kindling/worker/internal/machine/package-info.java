/**
 * What a process is that computes: its versions, its native libraries, its memory, and whether it could build a program and read
 * its rows.
 *
 * <p>What must not live here: whether that is good enough, which the driver decides.
 */
@NullMarked
package io.kindling.worker.internal.machine;

import org.jspecify.annotations.NullMarked;
