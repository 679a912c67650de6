package io.kindling.program.internal.protocol.simulation;

import java.util.SplittableRandom;

/**
 * What all parts of a simulation share.
 *
 * @param traces whether what happens is printed
 */
record World(Clock clock, SplittableRandom random, Scenario scenario, Mutation mutation, boolean traces) {
    static World of(long seed, Mutation mutation, boolean traces) {
        SplittableRandom random = new SplittableRandom(seed);
        return new World(new Clock(), random, Scenario.random(random), mutation, traces);
    }

    /** A random duration: mostly up to the typical one, sometimes much longer. */
    long delay(long typicalNanos) {
        return random.nextLong(chance(0.05) ? 20 * typicalNanos : typicalNanos) + 1;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void trace(String format, Object... values) {
        if (traces) {
            System.out.printf("%12.6f  %s%n", clock.now() / 1e9, String.format(format, values));
        }
    }
}
