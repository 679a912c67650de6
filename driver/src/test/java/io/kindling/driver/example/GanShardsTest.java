package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.LocalStrategy;
import io.kindling.train.Runner;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guide's last batch, with 48 real and 64 generated rows, on one shard and on several; of 64 shards, a quarter have no real
 * row. Each step starts from the same state. Losses, weights and optimizer slots, which hold the gradients, agree to 1e-4 of
 * their norms; slots of programs with a repeated phase agree to 1e-3.
 *
 * @see Dcgan
 * @see WganGp
 */
class GanShardsTest {
    private static final double TOLERANCE = 1e-4;
    /**
     * The tolerance for optimizer slots of a program with a repeated phase. With WGAN-GP's betas they hold only the last
     * gradient. The earlier repeats of the step have already moved the weights by Adam's sign-like updates, which amplify
     * differences of gradients near 0.
     */
    private static final double TOLERANCE_OF_REPEATED = 1e-3;

    private static final int REAL_ROWS = 48;
    private static final int BATCH_SIZE = 64;
    private static final boolean FULL = Boolean.getBoolean("kindling.full");

    static Stream<Arguments> runs() {
        return Stream.of(Dcgan.class, WganGp.class)
                .flatMap(program -> Stream.of(4, 64)
                        .flatMap(shards -> Stream.of(
                                run(program, shards, 8, FULL ? 20 : 4), run(program, shards, 28, FULL ? 20 : 1))));
    }

    private static Arguments run(Class<? extends Program> program, int shards, int side, int steps) {
        return Arguments.of(program.getSimpleName(), program, shards, side, steps);
    }

    @ParameterizedTest(name = "{0} on {2} shards, images of {3} by {3}, {4} steps")
    @MethodSource("runs")
    void severalShards_stepLikeOneShard(
            String name, Class<? extends Program> program, int shards, int side, int steps) {
        Examples rows = ImageFixture.training(REAL_ROWS, side);
        try (Run one = Run.of(program, rows, 1);
                Run several = Run.of(program, rows, shards)) {
            for (int step = 0; step < steps; step++) {
                several.state().copyFrom(one.state());
                StepResult expected = one.next();
                StepResult found = several.next();
                requireCloseLosses(expected, found);
                requireCloseStates(step, one, several.state());
            }
        }
    }

    /** A training whose epoch is a single batch. */
    private record Run(BuiltProgram program, Strategy strategy, TrainingState state) implements AutoCloseable {
        static Run of(Class<? extends Program> program, Examples rows, int shards) {
            Runner runner = Runner.local(2).batchSize(BATCH_SIZE).shards(shards).shuffle(Shuffle.NONE);
            BuiltProgram built = runner.build(program.getName(), Config.EMPTY, DataSchema.of(rows));
            Strategy strategy = LocalStrategy.of(built, rows, rows.take(0), runner.settings(), 2);
            return new Run(built, strategy, TrainingState.initial(built));
        }

        StepResult next() {
            StepResult result = strategy.step(state);
            assertThat(result.rows()).isEqualTo(REAL_ROWS);
            state.epochDone(program);
            return result;
        }

        @Override
        public void close() {
            strategy.close();
        }
    }

    private static void requireCloseLosses(StepResult expected, StepResult found) {
        expected.losses().forEach((phase, loss) -> {
            assertThat(loss).isFinite();
            assertThat(Math.abs(found.losses().get(phase) - loss))
                    .as("loss of phase %s at step %d", phase, expected.step())
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1, Math.abs(loss)));
        });
    }

    private static void requireCloseStates(int step, Run run, TrainingState several) {
        TrainingState one = run.state();
        for (int model = 0; model < one.weights().size(); model++) {
            requireClose(
                    "weights of model " + model + " at step " + step,
                    one.weights().get(model),
                    several.weights().get(model),
                    TOLERANCE);
        }
        boolean repeated = run.program().phases().stream().anyMatch(phase -> phase.repeat() > 1);
        for (int phase = 0; phase < one.optimizers().size(); phase++) {
            float[][] slots = one.optimizers().get(phase).slots();
            for (int slot = 0; slot < slots.length; slot++) {
                requireClose(
                        "slot " + slot + " of phase " + phase + " at step " + step,
                        slots[slot],
                        several.optimizers().get(phase).slots()[slot],
                        repeated ? TOLERANCE_OF_REPEATED : TOLERANCE);
            }
        }
    }

    private static void requireClose(String what, float[] expected, float[] found, double tolerance) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(norm).as(what).isPositive();
        assertThat(Math.sqrt(difference / norm)).as(what).isLessThanOrEqualTo(tolerance);
    }
}
