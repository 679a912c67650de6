package io.kindling.program.internal.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code -Dkindling.simulation.seed=N} repeats one simulation and prints what happens.
 *
 * @see io.kindling.program.internal.protocol.Coordinator
 */
class SimulationTest {
    private static final int SEEDS = Boolean.getBoolean("kindling.full") ? 100_000 : 2_000;
    private static final int MUTATED_SEEDS = 20_000;

    @Test
    void training_withFaultsEqualsSequentialTraining() {
        Long seed = Long.getLong("kindling.simulation.seed");
        if (seed != null) {
            Simulation.run(seed, Mutation.NONE, true);
        } else {
            LongStream.range(0, SEEDS).parallel().forEach(each -> Simulation.run(each, Mutation.NONE, false));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutations_areFound(Mutation mutation) {
        OptionalLong found = LongStream.range(0, MUTATED_SEEDS)
                .parallel()
                .filter(seed -> isFound(seed, mutation))
                .findAny();
        assertThat(found).as(mutation.toString()).isPresent();
    }

    private static boolean isFound(long seed, Mutation mutation) {
        try {
            Simulation.run(seed, mutation, false);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }
}
