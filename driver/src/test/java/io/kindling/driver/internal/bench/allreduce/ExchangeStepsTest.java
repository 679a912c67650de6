package io.kindling.driver.internal.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.MappedExchange;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeStepsTest {
    private static final int FLOATS = 9_000;
    private static final int STEPS = 20;

    @TempDir
    private Path folder;

    @Test
    void weightsOfBothRanks_areThoseOfThreads() throws Exception {
        OneLayer.Built built = OneLayer.withWeights(FLOATS);
        ExchangePlan plan = ExchangeSteps.plan(built.program());
        StepClock first = new StepClock(built.program().layouts().get(0));
        StepClock second = new StepClock(built.program().layouts().get(0));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (MappedExchange own = MappedExchange.create(List.of(folder), plan, 0);
                MappedExchange theirs = MappedExchange.open(own.file(), plan, 1)) {
            Future<?> done =
                    other.submit(() -> new ExchangeSteps(built.program(), theirs, 1, second, () -> false).run(STEPS));
            new ExchangeSteps(built.program(), own, 0, first, () -> false).run(STEPS);
            done.get();
        } finally {
            other.shutdownNow();
        }
        float[] expected;
        try (ThreadSteps threads =
                new ThreadSteps(built, new StepClock(built.program().layouts().get(0)))) {
            threads.run(STEPS);
            expected = threads.weights();
        }
        assertThat(weights(first)).isEqualTo(expected);
        assertThat(weights(second)).isEqualTo(expected);
        assertThat(first.sorted()).hasSize(STEPS - 1).doesNotContain(0L);
    }

    private static float[] weights(StepClock clock) {
        float[] weights = new float[FLOATS];
        clock.residentWeights(0).read(0, FLOATS, weights, 0);
        return weights;
    }

    @ParameterizedTest
    @ValueSource(ints = {55_050, 1_340_000})
    void program_hasTheGivenNumberOfWeights(int floats) {
        assertThat(OneLayer.withWeights(floats).program().layouts().get(0).size())
                .isEqualTo(floats);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "local[2]"})
    void masterWithoutProcesses_isRefused(String master) {
        assertThatThrownBy(() -> AllReduceBench.requireProcesses(SparkMaster.ofSetting(master)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Invalid master: " + master)
                .hasMessageContaining("local-cluster[2,1,2048]");
    }
}
