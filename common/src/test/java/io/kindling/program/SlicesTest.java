package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.internal.collective.LocalStrategy;
import io.kindling.program.internal.collective.WorkerGroup;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares steps of threads that share the state, each with a slice of the weights, with steps of one thread.
 *
 * @see LocalStrategy
 */
class SlicesTest {
    private static final int FEATURES = 40;
    private static final long SEED = 11;

    /** One phase updates two models with 12 blocks of weights in all; another updates one of them, three times a step. */
    public static final class TwoModels implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(FEATURES);
            Node hidden = Dense.of(300).activation("relu").apply(input);
            Model body = p.model("body", Model.of(input, BatchNormalization.of().apply(hidden)));
            Node middle = Input.of(300);
            Node wide = Dense.of(100).activation("relu").apply(middle);
            Model head = p.model("head", Model.of(middle, Dense.of(3).apply(wide)));
            Loss loss = SparseCategoricalCrossentropy.fromLogits();
            SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));
            p.phase("both").updates(body, head).with(optimizer(p.config())).loss((step, batch) -> {
                Tensor logits = head.call(body.call(batch.features(), Mode.TRAINING), Mode.TRAINING);
                accuracy.updateState(batch.labels(), logits);
                return step.loss(loss, batch, logits);
            });
            p.phase("head")
                    .updates(head)
                    .with(SGD.of(0.01).momentum(0.9))
                    .repeat(3)
                    .loss((step, batch) ->
                            step.loss(loss, batch, head.call(body.call(batch.features()), Mode.TRAINING)));
        }

        private static Optimizer optimizer(Config config) {
            Adam adam = Adam.of(0.01);
            return switch (config.string("clip")) {
                case "norm" -> adam.clipNorm(0.05).weightDecay(0.01);
                case "global" -> adam.globalClipNorm(0.05);
                case "value" -> adam.amsgrad().clipValue(1e-3);
                default -> adam;
            };
        }
    }

    /** 22 rows: the last batch has 2, so most shards have none in it. */
    private static Examples rows() {
        Random random = new Random(SEED);
        float[] features = new float[22 * FEATURES];
        int[] labels = new int[22];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(3);
        }
        return Examples.of(Column.of(features, FEATURES), Column.of(labels));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, none",
        "2, 2, none",
        "3, 2, norm",
        "4, 2, norm",
        "4, 3, global",
        "5, 4, global",
        "7, 3, value",
        "8, 8, none",
        "2, 1, norm"
    })
    void threadsThatShareTheState_giveTheBitsOfOneThread(int shards, int threads, String clip) {
        RunSettings settings = RunSettings.DEFAULT.withShards(shards).withBatchSize(10);
        BuiltProgram program = Runner.local()
                .settings(settings)
                .build(TwoModels.class.getName(), Config.of("clip", clip), DataSchema.of(rows()));
        List<ShardBatches> batches = new ArrayList<>();
        RowPartitioner partitioner = new RowPartitioner(rows().count(), 10, shards);
        for (int shard = 0; shard < shards; shard++) {
            batches.add(new ShardBatches(rows().read(partitioner.rows(shard)), partitioner, shard, Shuffle.FULL, SEED));
        }
        try (Training whole = new Training(program, new InOrderFixture(program, batches));
                Training slices = new Training(
                        program, new LocalStrategy(program, batches, List.of(), threads, WorkerGroup.TIMEOUT))) {
            List<StepResult> expected = twoEpochs(whole);
            List<StepResult> actual = twoEpochs(slices);
            assertThat(actual)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("time")
                    .isEqualTo(expected);
            for (int m = 0; m < 2; m++) {
                assertThat(slices.snapshot().weights().get(m))
                        .isEqualTo(whole.snapshot().weights().get(m));
                assertThat(slices.snapshot().optimizers().get(m).slots())
                        .isDeepEqualTo(whole.snapshot().optimizers().get(m).slots());
            }
        }
    }

    private static void shiftFirstWeight(Training training, String name) {
        Model model = training.model(name);
        Variable first = model.weights().get(0);
        float[] values = first.read().floats().clone();
        values[0] += 0.25f;
        first.assign(Tensor.of(values, first.shape().dims()));
        training.replaceWeights(name, model);
    }

    /** Between the epochs, the caller changes a weight of each model. */
    private static List<StepResult> twoEpochs(Training training) {
        List<StepResult> results = new ArrayList<>();
        training.epoch().forEach(results::add);
        training.program().models().keySet().forEach(name -> shiftFirstWeight(training, name));
        training.epoch().forEach(results::add);
        assertThat(results).hasSize(6);
        return results;
    }
}
