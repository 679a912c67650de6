package io.kindling.nn.schedule;

/** How a rate falls from one decay to the next. */
public enum Falling {
    /** At each iteration. */
    SMOOTH,
    /** Every {@code decaySteps} iterations. */
    STAIRCASE;

    /** The decays up to an iteration: any number, or a whole one as a staircase. */
    double decays(long iteration, long decaySteps) {
        double decays = (double) iteration / decaySteps;
        return this == STAIRCASE ? Math.floor(decays) : decays;
    }
}
