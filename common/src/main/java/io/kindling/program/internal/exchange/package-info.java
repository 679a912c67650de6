/**
 * How the ranks of a session, which may be in different processes, exchange gradients, small messages and new weights: {@link
 * io.kindling.program.internal.exchange.Exchange}, and its implementation for processes of one machine.
 *
 * <p>What must not live here: Spark and its network, when what is exchanged (see {@code .protocol}), how gradients add up (see
 * {@code .reduce}).
 */
@NullMarked
package io.kindling.program.internal.exchange;

import org.jspecify.annotations.NullMarked;
