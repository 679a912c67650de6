package io.kindling.program;

import java.io.Serializable;

/**
 * One run of a phase, on all shards.
 *
 * @param step the step's number from the start of training
 * @param epoch the epoch's number
 * @param batch which batch of the epoch
 * @param phase which phase of the program
 * @param repeat which repetition of the phase within the step
 */
public record PhaseCall(long step, int epoch, int batch, int phase, int repeat) implements Serializable {}
