package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedStrategyTest {
    private static final Examples ROWS =
            Examples.of(Column.of(new float[8 * 3], 3), Column.of(new int[] {0, 1, 0, 1, 0, 1, 0, 1}));

    /** Its phase waits forever in one shard of step 1, and so does its evaluation. */
    public static final class Waiting implements Program {
        /** Whether the evaluation waits; not while the program is checked before its first step. */
        private static volatile boolean evaluationWaits;

        @Override
        public void define(ProgramBuilder p) {
            int shard = p.config().integer("shard");
            Node input = Input.of(3);
            Model model = p.model("m", Model.of(input, Dense.of(2).apply(input)));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                if (step.number() == 1 && step.shard() == shard) {
                    await();
                }
                return step.mean(model.call(batch.features()));
            });
            p.evaluation((step, batch) -> {
                if (evaluationWaits) {
                    await();
                }
                return step.mean(model.call(batch.features()));
            });
        }

        private static void await() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    private static Training start(int shard) {
        return Runner.local(2)
                .batchSize(4)
                .shards(2)
                .start(Waiting.class, Config.of("shard", shard), ROWS.split(2))
                .stepTimeout(Duration.ofMillis(1500));
    }

    /** Shard 0 is computed by the thread that waits for the step. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void stepThatDoesNotEnd_failsAndNamesPhaseAndShard(int shard) {
        try (Training training = start(shard)) {
            assertThatThrownBy(() -> training.epoch().forEach(step -> {}))
                    .isInstanceOf(StepTimeoutException.class)
                    .hasMessageStartingWith("Cannot continue: step 1 of program " + Waiting.class.getName()
                            + " has taken longer than the limit of 1 s. It waits for phase 'train' at epoch 1, step 1, shard "
                            + shard + ", in this process. If it needs more time, increase the limit: ");
        }
    }

    @Test
    void evaluationThatDoesNotEnd_fails() {
        Waiting.evaluationWaits = false;
        try (Training training = start(0)) {
            Waiting.evaluationWaits = true;
            assertThatThrownBy(training::evaluate)
                    .isInstanceOf(StepTimeoutException.class)
                    .hasMessageStartingWith("Cannot continue: the evaluation of program ");
        }
    }
}
