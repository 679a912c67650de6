package io.kindling.program;

import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.subtract;
import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.Layer;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.nn.regularizer.L2;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shards of any size, also empty ones, add up to the result of one machine on the whole batch.
 *
 * @see io.kindling.program.internal.replica.Replica
 */
class ExactnessTest {

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 64, 100})
    void everyKindOfTerm_inFloat64(int shards) {
        compare(EveryTerm.class, rows(DType.FLOAT64, 64), shards, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 64, 100})
    void everyKindOfTerm_inFloat32(int shards) {
        compare(EveryTerm.class, rows(DType.FLOAT32, 64), shards, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 16, 40})
    void shortBatch_inFloat64(int shards) {
        compare(EveryTerm.class, rows(DType.FLOAT64, 17), shards, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 64, 100})
    void dropoutOfARow_doesNotDependOnItsShard(int shards) {
        compare(WithDropout.class, rows(DType.FLOAT64, 64), shards, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 64, 100})
    void latentRowsThatAreNotInTheBatch_areSplitOverShards(int shards) {
        compare(WithLatents.class, rows(DType.FLOAT32, 48), shards, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 64, 100})
    void gradientOfAGradient_insideAPhase(int shards) {
        compare(WithGradientPenalty.class, rows(DType.FLOAT64, 64), shards, 1e-12);
    }

    private static void compare(Class<? extends Program> program, Examples rows, int shards, double tolerance) {
        StepFixture.Whole one = StepFixture.step(program, rows, 1);
        StepFixture.Whole many = StepFixture.step(program, rows, shards);
        assertThat(Math.abs(one.loss() - many.loss()) / Math.abs(one.loss())).isLessThan(tolerance);
        assertThat(StepFixture.relativeDifference(one.gradient(), many.gradient()))
                .isLessThan(tolerance);
        assertThat(StepFixture.relativeDifference(one.gradient(), new double[one.gradient().length]))
                .isEqualTo(1);
    }

    /** Random features, labels of 3 classes, and a different weight for each row. */
    private static Examples rows(DType dtype, int count) {
        SplittableRandom random = new SplittableRandom(11);
        double[] features = random.doubles(count * 5L, -1, 1).toArray();
        float[] weights = new float[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (0.1 + i % 7);
            labels[i] = random.nextInt(3);
        }
        labels[0] = 2;
        Column column = Column.of(features, 5);
        if (dtype == DType.FLOAT32) {
            column = Column.of(Ops.cast(column.tensor(), dtype));
        }
        return Examples.of(column, Column.of(labels)).withWeights(weights);
    }

    /** The layer of the Keras guide that records a loss. */
    static final class ActivityPenalty extends Layer {
        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            addLoss(multiply(Ops.sum(input), 1e-2));
            return input;
        }

        @Override
        public Config config() {
            return Config.EMPTY;
        }
    }

    private static Model network(ProgramBuilder p, Layer middle) {
        Node input = Input.of(p.data().featureType(), 5);
        Node x = Dense.of(6).activation("tanh").kernelRegularizer(L2.of(0.01)).apply(input);
        return Model.of(input, Dense.of(3).apply(middle.apply(x)));
    }

    /** A mean loss, an explicit mean, a weighted mean, recorded losses, penalties of weights. */
    public static final class EveryTerm implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("m", network(p, new ActivityPenalty()));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor logits = model.call(batch.features(), Mode.TRAINING);
                Tensor each = SparseCategoricalCrossentropy.fromLogits().perExample(batch.labels(), logits);
                Tensor weights = Ops.cast(batch.weights().orElseThrow(), each.dtype());
                LossTerms explicitMean = step.mean(square(subtract(logits, 0.5)));
                return step.mean(each)
                        .plus(explicitMean)
                        .plus(step.weightedMean(each, weights))
                        .plus(step.losses(model));
            });
        }
    }

    /** Random numbers inside a layer. */
    public static final class WithDropout implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("m", network(p, Dropout.of(0.4)));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor logits = model.call(batch.features(), Mode.TRAINING);
                return step.mean(SparseCategoricalCrossentropy.fromLogits().perExample(batch.labels(), logits));
            });
        }
    }

    /** As in a GAN: 64 latent rows besides the batch's rows, drawn by row, and one mean over both. */
    public static final class WithLatents implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(5);
            Model model =
                    p.model("m", Model.of(input, Dense.of(1).activation("tanh").apply(input)));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor latents = step.normal(step.rows(64), 5);
                Tensor both = Ops.concat(0, latents, batch.features());
                Tensor noisy = Ops.add(model.call(both, Mode.TRAINING), step.uniformLike(model.call(both)));
                return step.mean(square(noisy));
            });
        }
    }

    /** As in WGAN-GP: the loss contains the squared norm of the model's gradient with respect to its input. */
    public static final class WithGradientPenalty implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(p.data().featureType(), 5);
            Node hidden = Dense.of(6).activation("tanh").apply(input);
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(hidden)));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor byInput;
                try (GradientTape tape = GradientTape.open()) {
                    tape.watch(batch.features());
                    Tensor output = model.call(batch.features(), Mode.TRAINING);
                    byInput = tape.gradient(output, batch.features());
                }
                return step.mean(Ops.sum(square(byInput), 1));
            });
        }
    }
}
