package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.example.Classifier;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.ProgramSpec;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.StatePart;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExecutorRoundTest {
    private final Map<String, Long> kept = new TreeMap<>();
    private final TrainingState state = TrainingState.initial(program());
    private final ExecutorRound round = new ExecutorRound(state.copy(), new ExecutorRound.Control() {
        @Override
        public void resume() {}

        @Override
        public void stop() {}

        @Override
        public void keep(Map<String, Long> shards) {
            shards.forEach((executor, number) -> kept.merge(executor, number, Long::sum));
        }

        @Override
        public void requireOpen() {}
    });

    private static BuiltProgram program() {
        Examples rows = Examples.of(Column.of(new float[8], 2), Column.of(new int[] {0, 1, 0, 1}));
        return BuiltProgram.of(new ProgramSpec(
                Classifier.class.getName(), Classifier.DEFAULTS, DataSchema.of(rows), 0, 4, 2, Execution.COMPILED));
    }

    private void complete(long step, Map<String, Long> shards) {
        round.complete(List.of(new StatePart(List.of(), List.of(), List.of(), 0, progress(step))), shards, false);
    }

    private TrainingState.Progress progress(long step) {
        TrainingState.Progress first = state.progress();
        return new TrainingState.Progress(step, 0, (int) step, 0, first.metrics(), first.applied());
    }

    @Test
    void stepsThatTheLoopKeeps_countForTheExecutorsOfTheRound() {
        complete(5, Map.of("0", 3L, "1", 1L));
        assertThat(kept).isEmpty();
        state.setProgress(progress(5));
        assertThat(round.copyTo(state)).isTrue();
        assertThat(kept).isEqualTo(Map.of("0", 15L, "1", 5L));
    }

    @Test
    void roundsBeforeACopy_countWithIt() {
        complete(5, Map.of("0", 4L));
        // An earlier attempt of the round came further, and the loop took its steps.
        state.setProgress(progress(7));
        assertThat(round.copyTo(state)).isFalse();
        round.resume();
        complete(7, Map.of("2", 4L));
        assertThat(round.copyTo(state)).isTrue();
        assertThat(kept).isEqualTo(Map.of("0", 20L, "2", 8L));
    }

    @Test
    void stepsBeyondTheLoops_doNotCount() {
        complete(9, Map.of("0", 4L));
        state.setProgress(progress(7));
        assertThat(round.copyTo(state)).isFalse();
        assertThat(kept).isEmpty();
    }

    @Test
    void secondCopy_countsNothingAgain() {
        complete(1, Map.of("0", 4L));
        state.setProgress(progress(1));
        round.copyTo(state);
        round.copyTo(state);
        assertThat(kept).isEqualTo(Map.of("0", 4L));
    }
}
