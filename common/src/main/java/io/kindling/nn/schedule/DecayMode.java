package io.kindling.nn.schedule;

/** Whether a rate decays smoothly or in steps. */
public enum DecayMode {
    /** At each iteration. */
    SMOOTH,
    /** Every {@code decaySteps} iterations. */
    STAIRCASE;

    /** The number of decays up to an iteration: fractional, or rounded down for a staircase. */
    double decays(long iteration, long decaySteps) {
        double decays = (double) iteration / decaySteps;
        return this == STAIRCASE ? Math.floor(decays) : decays;
    }
}
