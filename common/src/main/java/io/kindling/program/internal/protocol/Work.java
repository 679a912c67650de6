package io.kindling.program.internal.protocol;

/**
 * Something for the ranks to do.
 *
 * @param step the first step of the current round, or of the next if none is being computed; an evaluation has none
 * @param end the step after the last
 * @param isStopped whether it ends after the current step
 */
record Work(boolean isEvaluation, long step, long end, boolean isStopped) {
    boolean isOver() {
        return isStopped || step >= end;
    }
}
