package io.kindling.program.internal.protocol.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What is trained where, and how much goes wrong.
 *
 * @param program the program
 * @param stepsPerEpoch after an epoch, the loop evaluates
 * @param edits the steps before which the loop changes the weights
 * @param failingStep the step that fails wherever it is computed, -1 if none does
 * @param refused whether the failing step is refused by all ranks, or fails in one
 * @param closedAt the step at which the loop leaves off, -1 if it does not
 * @param synchronizations how often the loop asks for its state: a probability after each step
 * @param slots how many members there can be at first
 * @param tasks how many tasks a launch has
 * @param hosts how many hosts the members are on
 * @param unfitHost a host whose members cannot share memory, -1 if there is none
 * @param roundNanos how long a round lasts
 * @param peerNanos how long a publication takes to reach another rank, typically
 * @param driverNanos how long a message from or to the driver takes, typically
 * @param formNanos how long a rank prepares a session, typically
 * @param releases whether all members are released after an epoch
 * @param faults how many faults there are at most
 * @param faultRate how often one occurs: a probability whenever a member begins or ends a task
 * @param gentle whether a fault waits until a round was completed after the one before
 * @param attempts how often a round may fail in succession
 * @param relaunches how often somebody else needs the slots of all members: a probability at each tick
 */
record Scenario(
        ToyProgram program,
        int stepsPerEpoch,
        int epochs,
        Set<Long> edits,
        long failingStep,
        boolean refused,
        long closedAt,
        double synchronizations,
        int slots,
        int tasks,
        int hosts,
        int unfitHost,
        long roundNanos,
        long peerNanos,
        long driverNanos,
        long formNanos,
        boolean releases,
        int faults,
        double faultRate,
        boolean gentle,
        int attempts,
        double relaunches) {

    static Scenario random(SplittableRandom random) {
        int shards = random.nextInt(1, 7);
        int phases = random.nextInt(1, 3);
        List<Integer> calls = new ArrayList<>();
        for (int phase = 0; phase < phases; phase++) {
            calls.add(phase);
            if (random.nextInt(4) == 0) {
                calls.add(phase);
            }
        }
        int stepsPerEpoch = random.nextInt(2, 9);
        int epochs = random.nextInt(1, 4);
        int steps = stepsPerEpoch * epochs;
        int slots = random.nextInt(1, 6);
        int hosts = random.nextInt(3) == 0 ? 2 : 1;
        boolean gentle = random.nextInt(4) == 0;
        return new Scenario(
                new ToyProgram(random.nextLong(), shards, List.copyOf(calls), random.nextInt(1, 10)),
                stepsPerEpoch,
                epochs,
                edits(random, steps),
                random.nextInt(6) == 0 ? random.nextLong(steps) : -1,
                random.nextBoolean(),
                random.nextInt(20) == 0 ? random.nextLong(steps) : -1,
                random.nextInt(3) == 0 ? 0.2 : 0,
                slots,
                random.nextBoolean() ? shards : slots,
                hosts,
                random.nextInt(6) == 0 ? random.nextInt(hosts) : -1,
                random.nextLong(1, 100) * Clock.MILLI,
                oneOf(random, Clock.MILLI / 20, Clock.MILLI, 5 * Clock.MILLI),
                oneOf(random, Clock.MILLI / 10, Clock.MILLI, 20 * Clock.MILLI),
                oneOf(random, Clock.MILLI, 20 * Clock.MILLI),
                random.nextInt(3) == 0,
                random.nextInt(9),
                random.nextBoolean() ? 0.02 : 0.004,
                gentle,
                gentle ? 4 : 1_000,
                random.nextInt(4) == 0 ? 0.01 : 0);
    }

    private static Set<Long> edits(SplittableRandom random, int steps) {
        double rate = random.nextBoolean() ? 0 : random.nextDouble(0.4);
        return LongStream.range(0, steps)
                .filter(step -> random.nextDouble() < rate)
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    private static long oneOf(SplittableRandom random, long... values) {
        return values[random.nextInt(values.length)];
    }

    long steps() {
        return (long) stepsPerEpoch * epochs;
    }
}
