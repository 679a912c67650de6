/**
 * Who does what next when ranks on several executors train together, as pure state machines: events in, commands out, and no
 * sockets, clocks or threads. {@link io.kindling.program.internal.protocol.Coordinator} is the driver's side: it forms sessions
 * of the members that are present, and runs rounds of steps. {@link io.kindling.program.internal.protocol.RankProtocol} is a
 * rank's: it goes through the phases of each step in time with the others.
 *
 * <p>What must not live here: how messages travel, what a rank computes (see {@code .collective}), Spark.
 */
@NullMarked
package io.kindling.program.internal.protocol;

import org.jspecify.annotations.NullMarked;
