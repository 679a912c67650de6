package io.kindling.program.internal.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.RunSettings;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import org.junit.jupiter.api.Test;

/** Batch normalization in a program: statistics for each shard, one momentum update with their row-weighted mean. */
class MovingStatisticsTest {
    private static final double MOMENTUM = 0.99;

    @Test
    void movingMean_isUpdatedOnceWithTheMeanOverAllRows() {
        float[] values = {1, 2, 3, 4, 5, 6, 7};
        Examples rows = Examples.of(Column.of(values, 1), Column.of(new float[7]));
        for (int shards : new int[] {1, 2, 3, 10}) {
            try (Training training = Runner.local(2)
                    .settings(RunSettings.DEFAULT
                            .withShards(shards)
                            .withBatchSize(7)
                            .withShuffle(Shuffle.NONE))
                    .start(Normalizing.class, rows)) {
                training.epoch().forEach(step -> {});
                assertThat(movingMean(training)).isCloseTo(4 * (1 - MOMENTUM), within(1e-6));
                training.epoch().forEach(step -> {});
                assertThat(movingMean(training)).isCloseTo(4 * (1 - MOMENTUM * MOMENTUM), within(1e-6));
            }
        }
    }

    private static double movingMean(Training training) {
        return training.model("m").weights().stream()
                .filter(weight -> weight.name().endsWith("/moving_mean"))
                .findFirst()
                .orElseThrow()
                .tensor()
                .item();
    }

    /** A loss on batch-normalized features. */
    public static final class Normalizing implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(1);
            Node normal = BatchNormalization.of().apply(input);
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(normal)));
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(0.01))
                    .loss((step, batch) -> step.mean(model.call(batch.features(), Mode.TRAINING)));
        }
    }
}
