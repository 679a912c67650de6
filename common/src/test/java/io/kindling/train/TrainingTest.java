package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.GradientTape;
import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.layer.Add;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.regularizer.L2;
import io.kindling.nn.schedule.ExponentialDecay;
import io.kindling.program.Evaluation;
import io.kindling.program.FashionMnistFixture;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.ProgramException;
import io.kindling.program.RunSettings;
import io.kindling.program.SmallClassifierFixture;
import io.kindling.program.StepResult;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final long SEED = 5;

    @Test
    void oneShard_givesTheBitsOfACustomLoop() {
        Examples rows = FashionMnistFixture.training(1_000);
        float[] expected = customLoop(rows, 100);
        try (Training training = Runner.local(1)
                .settings(RunSettings.DEFAULT.withSeed(SEED).withShards(1))
                .start(SmallClassifierFixture.class, rows)) {
            int steps = 0;
            while (steps < 100) {
                for (StepResult result : training.epoch()) {
                    if (++steps == 100) {
                        break;
                    }
                }
            }
            assertThat(training.snapshot().weights().get(0)).containsExactly(expected);
        }
    }

    private static float[] customLoop(Examples rows, int steps) {
        Model model;
        try (BuildScope building = BuildScope.withSeed(SEED)) {
            model = SmallClassifierFixture.model();
            assertThat(building).isNotNull();
        }
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        Optimizer optimizer = Adam.of(1e-3);
        Batches batches = rows.shuffle(Shuffle.FULL, SEED).batch(64);
        int done = 0;
        while (done < steps) {
            for (Batch batch : batches) {
                try (GradientTape tape = GradientTape.open()) {
                    Tensor value = loss.call(batch.labels(), model.call(batch.features(), Mode.TRAINING));
                    optimizer.apply(tape.gradient(value, model.trainableWeights()), model.trainableWeights());
                }
                if (++done == steps) {
                    break;
                }
            }
        }
        return WeightLayout.of(model).read(model);
    }

    /** The counts of loss terms are computed after the weights of the previous step were freed. */
    @Test
    void weightPenalties_workWithAShortBatch() {
        Model model =
                Model.sequential(Input.of(28, 28), Flatten.of(), Dense.of(10).kernelRegularizer(L2.of(0.01)));
        History history = Kindling.fit(
                model,
                Adam.of(1e-3),
                SparseCategoricalCrossentropy.fromLogits(),
                List.of(),
                FashionMnistFixture.training(70),
                1);
        assertThat(history.epochs()).hasSize(1);
    }

    @Test
    void anyNumberOfThreads_givesTheSameBits() {
        List<Long> digests = new ArrayList<>();
        for (int threads : new int[] {1, 2, 4}) {
            digests.add(digest(RunSettings.DEFAULT, threads));
        }
        assertThat(digests).allMatch(digests.get(0)::equals);
    }

    @Test
    void anotherSeedOrShardCount_givesOtherBits() {
        long digest = digest(RunSettings.DEFAULT, 2);
        assertThat(digest(RunSettings.DEFAULT.withSeed(43), 2)).isNotEqualTo(digest);
        assertThat(digest(RunSettings.DEFAULT.withShards(3), 2)).isNotEqualTo(digest);
    }

    private static long digest(RunSettings settings, int threads) {
        try (Training training = Runner.local(threads)
                .settings(settings)
                .start(SmallClassifierFixture.class, FashionMnistFixture.training(500))) {
            training.epoch().forEach(step -> {});
            return WeightsChecksum.of(training.snapshot().weights());
        }
    }

    @Test
    void epoch_seesEachRowOnceAndEndsWithAShortBatch() {
        try (Training training =
                Runner.local().start(SmallClassifierFixture.class, FashionMnistFixture.training(200))) {
            List<Integer> rows = new ArrayList<>();
            training.epoch().forEach(step -> rows.add(step.rows()));
            assertThat(rows).containsExactly(64, 64, 64, 8);
            assertThat(training.snapshot().epoch()).isEqualTo(1);
            assertThat(training.snapshot().batch()).isZero();
        }
    }

    @Test
    void snapshot_isACopyWithTheProgress_andHasAnotherVersionAfterAChange() {
        try (Training training =
                Runner.local(1).start(SmallClassifierFixture.class, FashionMnistFixture.training(200))) {
            training.epoch().iterator().next();
            TrainingSnapshot first = training.snapshot();
            assertThat(first.step()).isEqualTo(1);
            assertThat(first.batch()).isEqualTo(1);
            assertThat(first.seen()).isEqualTo(64);
            assertThat(training.snapshot().version()).isEqualTo(first.version());
            float[] weights = first.weights().get(0).clone();
            float[] slot = first.optimizers().get(0).slots()[0].clone();

            training.epoch().iterator().next();

            assertThat(first.weights().get(0)).isEqualTo(weights);
            assertThat(first.optimizers().get(0).slots()[0]).isEqualTo(slot);
            TrainingSnapshot second = training.snapshot();
            assertThat(second.version()).isNotEqualTo(first.version());
            assertThat(second.weights().get(0)).isNotEqualTo(weights);

            training.replaceWeights("classifier", training.model("classifier"));
            assertThat(training.snapshot().version()).isNotEqualTo(second.version());
        }
    }

    @Test
    void evaluation_isExactForAnyNumberOfShards() {
        Split<Examples> rows = FashionMnistFixture.training(600).split(333);
        List<Evaluation> results = new ArrayList<>();
        for (int shards : new int[] {1, 3, 7}) {
            try (Training training = Runner.local().shards(shards).start(SmallClassifierFixture.class, rows)) {
                results.add(training.evaluate());
            }
        }
        assertThat(results).allSatisfy(result -> {
            assertThat(result.rows()).isEqualTo(333);
            assertThat(result.loss()).isEqualTo(results.get(0).loss());
            assertThat(result.metrics()).isEqualTo(results.get(0).metrics());
        });
    }

    @Test
    void nonFiniteLoss_refusesTheUpdate_andNamesStepPhaseAndShard() {
        try (Training training = Runner.local()
                .start(SmallClassifierFixture.class, Config.of("rate", 1e30), FashionMnistFixture.training(500))) {
            assertThatThrownBy(() -> training.epoch().forEach(step -> {}))
                    .isInstanceOf(NonFiniteStepException.class)
                    .hasMessageContainingAll("Cannot continue", "epoch 1, step", "shard", "phase 'train'")
                    .hasMessageEndingWith(
                            " The update was refused. Try a smaller learning rate (--learning-rate), scaled"
                                    + " features (--normalize or --rescale), or in a program of your own the optimizer's"
                                    + " clipNorm."
                                    + " To leave such updates out, set --on-nan skip.");
            for (float weight : training.snapshot().weights().get(0)) {
                assertThat(Float.isFinite(weight)).isTrue();
            }
        }
    }

    @Test
    void fit_trainsTheGivenModel() {
        Model model = SmallClassifierFixture.model();
        History history = Kindling.fit(
                Runner.local(),
                model,
                Adam.of(1e-3),
                SparseCategoricalCrossentropy.fromLogits(),
                List.of(SparseCategoricalAccuracy.of()),
                FashionMnistFixture.training(1_200).split(200),
                3);
        assertThat(history.epochs()).hasSize(3);
        assertThat(history.epochs().get(2).loss())
                .isLessThan(history.epochs().get(0).loss());
        assertThat(history.epochs().get(2).validation().rows()).isEqualTo(200);
        Examples rows = FashionMnistFixture.training(10);
        assertThat(model.call(rows.batch().features()).shape().dims()).containsExactly(10, 10);
    }

    /** The oracle is a loop of one's own over the same batches with one optimizer, whose schedule falls fast. */
    @Test
    void fitTwice_continuesTheOptimizer_asALoopDoes() {
        Examples rows = FashionMnistFixture.training(300);
        Optimizer looped = falling();
        Model expected = seeded();
        loop(rows, expected, looped);
        loop(rows, expected, looped);
        loop(rows, expected, looped);

        Optimizer fitted = falling();
        Model model = seeded();
        fit(rows, model, fitted);
        fit(rows, model, fitted);
        assertThat(fitted.iterations()).isEqualTo(10);
        loop(rows, model, fitted);
        assertThat(fitted.iterations()).isEqualTo(15);
        assertThat(WeightLayout.of(model).read(model))
                .containsExactly(WeightLayout.of(expected).read(expected));

        Model other = seeded();
        fit(rows, other, fitted);
        Model fresh = seeded();
        fit(rows, fresh, falling());
        assertThat(WeightLayout.of(other).read(other))
                .as("a model that the optimizer does not know")
                .containsExactly(WeightLayout.of(fresh).read(fresh));
    }

    private static Optimizer falling() {
        return Adam.of(ExponentialDecay.of(1e-2, 3, 0.5));
    }

    private static Model seeded() {
        try (BuildScope building = BuildScope.withSeed(SEED)) {
            assertThat(building).isNotNull();
            return SmallClassifierFixture.model();
        }
    }

    private static void fit(Examples rows, Model model, Optimizer optimizer) {
        Kindling.fit(
                Runner.local(1).settings(RunSettings.DEFAULT.withSeed(SEED).withShards(1)),
                model,
                optimizer,
                SparseCategoricalCrossentropy.fromLogits(),
                List.of(),
                rows.split(0),
                1);
    }

    private static void loop(Examples rows, Model model, Optimizer optimizer) {
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        for (Batch batch : rows.shuffle(Shuffle.FULL, SEED).batch(64)) {
            try (GradientTape tape = GradientTape.open()) {
                Tensor value = loss.call(batch.labels(), model.call(batch.features(), Mode.TRAINING));
                optimizer.apply(tape.gradient(value, model.trainableWeights()), model.trainableWeights());
            }
        }
    }

    /** A program whose model computes in the type of its features. */
    public static final class InTheTypeOfItsFeatures implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(
                    p.config().flag("cast", false) ? DType.FLOAT32 : p.data().featureType(), 2);
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(input)));
            p.phase("train")
                    .updates(model)
                    .with(Adam.of())
                    .loss((step, batch) -> step.mean(model.call(batch.features(), Mode.TRAINING)));
        }
    }

    @Test
    void float64Features_areRefused() {
        Examples rows = Examples.of(Column.of(new double[][] {{1, 2}, {3, 4}}), Column.of(new int[] {0, 1}));
        for (boolean cast : new boolean[] {false, true}) {
            assertThatThrownBy(() -> Runner.local()
                            .start(InTheTypeOfItsFeatures.class, Config.of("cast", cast), rows)
                            .close())
                    .isInstanceOfSatisfying(
                            ProgramException.class,
                            refused -> assertThat(refused.category().exitCode()).isEqualTo(2))
                    .hasMessage("Cannot train program " + InTheTypeOfItsFeatures.class.getName()
                            + ": the features are float64, and programs train float32 weights. Give float32 features, such as"
                            + " Column.of(float[][]); float64 is for loops of your own, with a GradientTape.");
        }
    }

    @Test
    void fit_trainsALayerOfTwoNestedModelsOnce() {
        Dense shared = Dense.of(8).activation("relu");
        Model left = Model.sequential(Input.of(784), shared, Dense.of(10));
        Model right = Model.sequential(Input.of(784), shared, Dense.of(10));
        Node images = Input.of(28, 28);
        Node flat = Flatten.of().apply(images);
        Model both = Model.of(images, Add.of().apply(left.apply(flat), right.apply(flat)));
        float[] before = shared.weights().get(0).tensor().floats();

        Kindling.fit(
                both,
                Adam.of(1e-3),
                SparseCategoricalCrossentropy.fromLogits(),
                List.of(),
                FashionMnistFixture.training(70),
                1);

        assertThat(both.weights()).hasSize(6);
        assertThat(shared.weights().get(0).tensor().floats()).isNotEqualTo(before);
    }

    /** A program that can only predict. */
    public static final class WithoutPhase implements Program {
        @Override
        public void define(ProgramBuilder p) {
            p.model("m", SmallClassifierFixture.model());
        }
    }

    @Test
    void programWithoutPhase_cannotBeTrained() {
        assertThatThrownBy(() -> Runner.local().start(WithoutPhase.class, FashionMnistFixture.training(10)))
                .isInstanceOf(ProgramException.class)
                .hasMessage("Cannot train program " + WithoutPhase.class.getName()
                        + ": it declares no phase. Declare one with p.phase(name).");
    }
}
