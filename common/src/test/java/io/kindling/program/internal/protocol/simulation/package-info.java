/**
 * Whole trainings of many ranks on the machines of {@code .protocol}, simulated in one thread with a simulated clock: members,
 * messages, memory and faults, all drawn from a seed. {@link io.kindling.program.internal.protocol.simulation.Simulation} runs
 * one and compares it with the same training computed sequentially; {@link
 * io.kindling.program.internal.protocol.simulation.Mutation} breaks the simulated runtime on purpose, to show that this is found.
 */
@NullMarked
package io.kindling.program.internal.protocol.simulation;

import org.jspecify.annotations.NullMarked;
