package io.kindling.program;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.broadcastTo;
import static io.kindling.autodiff.op.Ops.divide;
import static io.kindling.autodiff.op.Ops.expandDims;
import static io.kindling.autodiff.op.Ops.max;
import static io.kindling.autodiff.op.Ops.mean;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.reshape;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.subtract;
import static io.kindling.autodiff.op.Ops.sum;
import static io.kindling.autodiff.op.Ops.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.nn.Layer;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.initializer.Constant;
import io.kindling.nn.layer.ActivityRegularization;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MeanSquaredError;
import io.kindling.nn.loss.Reduction;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.optimizer.SGD;
import io.kindling.nn.regularizer.L2;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What adds up over shards is accepted, and has the value that loops over the rows give; anything else is refused. */
class ProgramCheckTest {
    private static final int ROWS = 10;
    private static final int BATCH = 8;
    private static final int WIDTH = 4;

    /** The loss of a case; the predictions are half the sum of a row's features, (rows, 1). */
    interface Case {
        LossTerms loss(Step step, Batch batch, Model model, Mean mean);
    }

    /** An accepted case with the value of a batch, from its rows' features; null where only shards are compared. */
    record Accepted(Case loss, Expected expected) {}

    interface Expected {
        double of(float[][] rows);
    }

    private static final Map<String, Accepted> ACCEPTED = new LinkedHashMap<>();
    private static final Map<String, Case> REFUSED = new LinkedHashMap<>();
    private static final Expected SHARDS_AGREE = rows -> Double.NaN;
    private static final Loss LOSS = MeanSquaredError.of();

    private static Tensor predictions(Batch batch, Model model) {
        return model.call(batch.features(), Mode.TRAINING);
    }

    private static double total(float[][] rows, DoubleUnaryOperator ofPrediction) {
        double sum = 0;
        for (float[] row : rows) {
            double features = 0;
            for (float feature : row) {
                features += feature;
            }
            sum += ofPrediction.applyAsDouble(features / 2);
        }
        return sum;
    }

    private static void accept(String name, Expected expected, Case loss) {
        ACCEPTED.put(name, new Accepted(loss, expected));
    }

    private static void refuse(String name, Case loss) {
        REFUSED.put(name, loss);
    }

    static {
        accept("a loss", rows -> total(rows, p -> (p - 1) * (p - 1)) / rows.length, (step, batch, model, mean) -> {
            mean.updateState(LOSS.perExample(batch.labels(), predictions(batch, model)));
            return step.loss(LOSS, batch, predictions(batch, model));
        });
        accept(
                "a loss that sums",
                rows -> total(rows, p -> (p - 1) * (p - 1)),
                (step, batch, model, mean) ->
                        step.loss(LOSS.reduction(Reduction.SUM), batch, predictions(batch, model)));
        accept(
                "a mean",
                rows -> total(rows, p -> p) / rows.length,
                (step, batch, model, mean) -> step.mean(predictions(batch, model)));
        accept(
                "a sum",
                rows -> total(rows, p -> p * p),
                (step, batch, model, mean) -> step.sum(sum(square(predictions(batch, model)))));
        accept("sums of sums", rows -> total(rows, p -> 0.1 * p - 2 * p * p), (step, batch, model, mean) -> {
            Tensor p = predictions(batch, model);
            Tensor zero = Tensor.scalar(0);
            return step.sum(subtract(add(zero, multiply(sum(p), 0.1)), multiply(sum(square(p)), 2)));
        });
        accept(
                "a sum times a weight",
                rows -> total(rows, p -> 2 * p),
                (step, batch, model, mean) -> step.sum(multiply(
                        sum(predictions(batch, model)),
                        sum(model.trainableWeights().get(0).read()))));
        accept(
                "a sum of a sum that keeps axes",
                rows -> total(rows, p -> p),
                (step, batch, model, mean) -> step.sum(reshape(sum(predictions(batch, model), 0), Shape.SCALAR)));
        accept("a product with ones", rows -> total(rows, p -> p), (step, batch, model, mean) -> {
            Tensor ones = Tensor.ones(1, batch.count());
            return step.sum(sum(Ops.matmul(ones, predictions(batch, model))));
        });
        accept(
                "what no row enters",
                rows -> 4 * 0.25,
                (step, batch, model, mean) -> step.once(
                                sum(square(model.trainableWeights().get(0).read())))
                        .plus(step.mean(multiply(predictions(batch, model), 0))));
        accept(
                "a mask in a mean",
                rows -> total(rows, p -> p > 3 ? p * p : 0) / rows.length,
                (step, batch, model, mean) -> {
                    Tensor p = predictions(batch, model);
                    return step.mean(Ops.where(Ops.greater(p, 3), square(p), 0));
                });
        accept(
                "a mask as weights",
                rows -> total(rows, p -> p > 3 ? p : 0) / rows.length,
                (step, batch, model, mean) -> {
                    Tensor p = predictions(batch, model);
                    return step.weightedMean(p, Ops.cast(Ops.greater(p, 3), DType.FLOAT32));
                });
        accept("a loop over columns", rows -> total(rows, p -> 2 * p), (step, batch, model, mean) -> {
            Tensor total = Tensor.scalar(0);
            for (Tensor column : Ops.unstack(batch.features(), 1)) {
                total = add(total, sum(column));
            }
            return step.sum(total).plus(step.mean(multiply(predictions(batch, model), 0)));
        });
        accept(
                "rows on the second axis",
                rows -> total(rows, p -> 2 * p) / rows.length / WIDTH,
                (step, batch, model, mean) -> {
                    Tensor turned = transpose(batch.features(), 1, 0);
                    return step.mean(add(turned, expandDims(Tensor.zeros(WIDTH), 1)))
                            .plus(step.mean(multiply(predictions(batch, model), 0)));
                });
        accept("tokens of rows", SHARDS_AGREE, (step, batch, model, mean) -> {
            Tensor tokens = reshape(batch.features(), batch.count() * 2, 2);
            Tensor classes = reshape(Ops.oneHot(Ops.cast(batch.labels(), DType.INT32), 2, DType.FLOAT32), -1);
            Tensor each = Ops.softmaxCrossentropy(Ops.softmax(tokens), Ops.logSoftmax(multiply(tokens, 2)));
            return step.mean(add(each, classes)).plus(step.mean(predictions(batch, model)));
        });
        accept("attention within rows", SHARDS_AGREE, (step, batch, model, mean) -> {
            Tensor x = reshape(batch.features(), batch.count(), 2, 2);
            Tensor scores = Ops.matmul(x, transpose(x, 0, 2, 1));
            Tensor mask = Tensor.of(new float[] {0, -1e9f, 0, 0}, 2, 2);
            Tensor attended = Ops.matmul(Ops.softmax(add(scores, mask)), x);
            return step.mean(square(attended)).plus(step.mean(predictions(batch, model)));
        });
        accept("a lookup by rows", SHARDS_AGREE, (step, batch, model, mean) -> {
            Tensor table = reshape(model.trainableWeights().get(0).read(), WIDTH);
            Tensor found = Ops.gather(table, Ops.cast(batch.labels(), DType.INT32), 0);
            return step.mean(multiply(found, reshape(predictions(batch, model), batch.count())));
        });
        accept("a gradient penalty", SHARDS_AGREE, (step, batch, model, mean) -> {
            Tensor x = batch.features();
            Tensor byInput;
            try (GradientTape tape = GradientTape.open()) {
                tape.watch(x);
                byInput = tape.gradient(square(model.call(x, Mode.TRAINING)), x);
            }
            Tensor norm = Ops.sqrt(add(sum(square(byInput), 1), 1e-12));
            return step.mean(square(subtract(norm, 1)));
        });
        accept("a gradient of a sum by weights", SHARDS_AGREE, (step, batch, model, mean) -> {
            List<Variable> weights = model.trainableWeights();
            Tensor byWeights;
            try (GradientTape tape = GradientTape.open()) {
                byWeights = tape.gradient(sum(square(predictions(batch, model))), weights)
                        .get(0);
            }
            return step.sum(sum(byWeights));
        });
        accept("real and drawn rows", SHARDS_AGREE, (step, batch, model, mean) -> {
            Rows drawn = step.rows(6);
            Tensor both = Ops.concat(0, step.normal(drawn, WIDTH), batch.features());
            Tensor labels = Ops.concat(0, Tensor.ones(drawn.count(), 1), Tensor.zeros(batch.count(), 1));
            Tensor rated = model.call(both, Mode.TRAINING);
            List<Tensor> parts = Ops.split(rated, 0, drawn.count(), batch.count());
            return step.mean(LOSS.perExample(labels, rated))
                    .plus(step.mean(parts.get(0)))
                    .plus(step.mean(Ops.tanh(parts.get(1))));
        });
        accept(
                "dropout",
                SHARDS_AGREE,
                (step, batch, model, mean) ->
                        step.mean(Dropout.of(0.5).call(predictions(batch, model), Mode.TRAINING)));
        accept("a recorded sum", rows -> total(rows, p -> 0.02 * p), (step, batch, model, mean) -> {
            Layer recording = new Recording(x -> multiply(sum(x), 0.01));
            recording.call(batch.features(), Mode.TRAINING);
            return new LossTerms(recording.losses()).plus(step.mean(multiply(predictions(batch, model), 0)));
        });
        accept("an activity regularizer", SHARDS_AGREE, (step, batch, model, mean) -> {
            Layer penalty = ActivityRegularization.of(0.1, 0.2);
            penalty.call(predictions(batch, model), Mode.TRAINING);
            return new LossTerms(penalty.losses());
        });

        refuse(
                "the value of a loss as a sum",
                (step, batch, model, mean) -> step.sum(LOSS.call(batch.labels(), predictions(batch, model))));
        refuse(
                "the value of a loss, once",
                (step, batch, model, mean) -> step.once(LOSS.call(batch.labels(), predictions(batch, model))));
        refuse(
                "the value of a loss as a mean",
                (step, batch, model, mean) -> step.mean(LOSS.call(batch.labels(), predictions(batch, model))));
        refuse("a mean as a sum", (step, batch, model, mean) -> step.sum(mean(predictions(batch, model))));
        refuse(
                "a mean of one axis as a sum",
                (step, batch, model, mean) -> step.sum(sum(mean(predictions(batch, model), 0))));
        refuse(
                "a mean by hand",
                (step, batch, model, mean) -> step.sum(divide(sum(predictions(batch, model)), batch.count())));
        refuse(
                "a mean by hand of parts",
                (step, batch, model, mean) -> step.sum(sum(divide(predictions(batch, model), batch.count()))));
        refuse(
                "a mean by hand of parts, as a mean",
                (step, batch, model, mean) -> step.mean(divide(predictions(batch, model), batch.count())));
        refuse("a mean by a product", (step, batch, model, mean) -> {
            Tensor parts = Tensor.full(DType.FLOAT32, Shape.of(1, batch.count()), 1.0 / batch.count());
            return step.sum(sum(Ops.matmul(parts, predictions(batch, model))));
        });
        refuse("a maximum", (step, batch, model, mean) -> step.sum(max(predictions(batch, model))));
        refuse("a square of a sum", (step, batch, model, mean) -> step.sum(square(sum(predictions(batch, model)))));
        refuse(
                "a root of a sum",
                (step, batch, model, mean) -> step.sum(Ops.sqrt(sum(square(predictions(batch, model))))));
        refuse("a ratio of sums", (step, batch, model, mean) -> {
            Tensor p = predictions(batch, model);
            Tensor mask = Ops.cast(Ops.greater(p, 3), DType.FLOAT32);
            return step.sum(divide(sum(multiply(p, mask)), sum(mask)));
        });
        refuse("a sum plus a constant", (step, batch, model, mean) -> step.sum(add(sum(predictions(batch, model)), 1)));
        refuse(
                "a weight as a sum",
                (step, batch, model, mean) -> step.sum(
                                sum(square(model.trainableWeights().get(0).read())))
                        .plus(step.mean(predictions(batch, model))));
        refuse(
                "a weight as a mean",
                (step, batch, model, mean) ->
                        step.mean(model.trainableWeights().get(0).read()).plus(step.mean(predictions(batch, model))));
        refuse("a sum, once", (step, batch, model, mean) -> step.once(sum(predictions(batch, model))));
        refuse("a sum as a mean", (step, batch, model, mean) -> step.mean(sum(predictions(batch, model))));
        refuse(
                "the number of rows, once",
                (step, batch, model, mean) ->
                        step.once(Tensor.scalar(batch.count())).plus(step.mean(predictions(batch, model))));
        refuse("a mean for each row", (step, batch, model, mean) -> {
            Tensor p = predictions(batch, model);
            return step.mean(broadcastTo(mean(p), p.shape()));
        });
        refuse("rows less their mean", (step, batch, model, mean) -> {
            Tensor p = predictions(batch, model);
            return step.mean(square(subtract(p, mean(p))));
        });
        refuse("pairs of rows", (step, batch, model, mean) -> {
            Tensor p = predictions(batch, model);
            return step.mean(square(subtract(p, transpose(p, 1, 0))));
        });
        refuse(
                "a softmax over rows",
                (step, batch, model, mean) -> step.mean(square(Ops.softmax(predictions(batch, model), 0))));
        refuse(
                "the first row",
                (step, batch, model, mean) -> step.sum(sum(Ops.slice(predictions(batch, model), 0, 0, 1))));
        refuse(
                "a row of its own",
                (step, batch, model, mean) -> step.mean(Ops.concat(0, predictions(batch, model), Tensor.ones(1, 1))));
        refuse("a loop over rows", (step, batch, model, mean) -> {
            Tensor p = predictions(batch, model);
            Tensor most = Tensor.scalar(0);
            for (int row = 0; row < batch.count(); row++) {
                most = add(most, square(most));
            }
            return step.sum(add(most, sum(p)));
        });
        refuse("a metric of a loss", (step, batch, model, mean) -> {
            mean.updateState(LOSS.call(batch.labels(), predictions(batch, model)));
            return step.loss(LOSS, batch, predictions(batch, model));
        });
        refuse("a metric of a sum", (step, batch, model, mean) -> {
            mean.updateState(sum(predictions(batch, model)));
            return step.loss(LOSS, batch, predictions(batch, model));
        });
        refuse("a metric of a number", (step, batch, model, mean) -> {
            mean.updateState(batch.count());
            return step.loss(LOSS, batch, predictions(batch, model));
        });
        refuse("a recorded mean", (step, batch, model, mean) -> {
            Layer recording = new Recording(x -> multiply(mean(x), 0.01));
            recording.call(predictions(batch, model), Mode.TRAINING);
            return new LossTerms(recording.losses());
        });
    }

    /** Records a loss. */
    private static final class Recording extends Layer {
        private final UnaryOperator<Tensor> loss;

        private Recording(UnaryOperator<Tensor> loss) {
            this.loss = loss;
        }

        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            addLoss(loss.apply(input));
            return input;
        }
    }

    /** A program of one case. */
    public static final class OneCase implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(WIDTH);
            Dense dense = Dense.of(1).kernelInitializer(Constant.of(0.5));
            Model model = p.model("m", Model.of(input, dense.apply(input)));
            Mean mean = p.metric(Mean.named("average"));
            String name = p.config().string("case");
            Case chosen = REFUSED.containsKey(name)
                    ? REFUSED.get(name)
                    : ACCEPTED.get(name).loss();
            boolean evaluated = p.config().flag("evaluated", false);
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(0))
                    .loss((step, batch) ->
                            evaluated ? step.mean(predictions(batch, model)) : chosen.loss(step, batch, model, mean));
            if (evaluated) {
                p.evaluation((step, batch) -> chosen.loss(step, batch, model, mean));
            }
        }
    }

    /** Row r has features that differ from those of all others. */
    private static Examples rows() {
        float[][] features = new float[ROWS][WIDTH];
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < WIDTH; c++) {
                features[r][c] = r * 0.7f + c * 0.3f - 1;
            }
        }
        float[] ones = new float[ROWS];
        Arrays.fill(ones, 1);
        return Examples.of(Column.of(features), Column.of(ones));
    }

    private static Runner runner(int shards, Execution execution) {
        return Runner.local(1)
                .shards(shards)
                .batchSize(BATCH)
                .shuffle(Shuffle.NONE)
                .execution(execution);
    }

    private static List<StepResult> train(String name, int shards, Execution execution) {
        List<StepResult> results = new ArrayList<>();
        try (Training training = runner(shards, execution).start(OneCase.class, Config.of("case", name), rows())) {
            training.epoch().forEach(results::add);
        }
        return results;
    }

    static Stream<String> accepted() {
        return ACCEPTED.keySet().stream();
    }

    static Stream<String> refused() {
        return REFUSED.keySet().stream();
    }

    /** A full batch of 8 rows, and one of 2 rows, which leaves half of the shards without rows. */
    @ParameterizedTest
    @MethodSource("accepted")
    void whatAddsUp_hasTheValueOfTheWholeBatch(String name) {
        float[][] features = new float[ROWS][];
        for (int r = 0; r < ROWS; r++) {
            features[r] = rows().slice(r, r + 1).batch().features().floats();
        }
        List<StepResult> one = train(name, 1, Execution.EAGER);
        List<StepResult> four = train(name, 4, Execution.CHECKED);
        for (int batch = 0; batch < 2; batch++) {
            float[][] rows = Arrays.copyOfRange(features, batch * BATCH, Math.min(ROWS, (batch + 1) * BATCH));
            double expected = ACCEPTED.get(name).expected().of(rows);
            double whole = one.get(batch).loss();
            if (!Double.isNaN(expected)) {
                assertThat(whole).as("batch %d", batch).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
            }
            assertThat(four.get(batch).loss())
                    .as("batch %d", batch)
                    .isCloseTo(whole, within(1e-5 * (1 + Math.abs(whole))));
        }
        if (name.equals("a loss")) {
            double average = total(features, p -> (p - 1) * (p - 1)) / ROWS;
            assertThat(one.get(1).metrics().get("average")).isCloseTo(average, within(1e-5));
            assertThat(four.get(1).metrics().get("average")).isCloseTo(average, within(1e-5));
        } else {
            assertThat(one.get(1).metrics()).as("nothing is updated").isEmpty();
            assertThat(four.get(1).metrics()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatDoesNotAddUp_isRefusedBeforeTheFirstStep(String name) {
        for (int shards : new int[] {1, 4}) {
            assertThatThrownBy(() -> train(name, shards, shards == 1 ? Execution.EAGER : Execution.COMPILED))
                    .isInstanceOfSatisfying(
                            ProgramException.class,
                            thrown -> assertThat(thrown.category().exitCode()).isEqualTo(2))
                    .hasMessageStartingWith(
                            "Cannot run phase 'train' of program " + OneCase.class.getName() + ": Cannot ")
                    .hasMessageMatching("(?s).*(step\\.loss|step\\.sum|step\\.once|perExample).*")
                    .hasMessageMatching("(?s).*\\(at ProgramCheckTest.java:\\d+\\)");
        }
        assertThatThrownBy(() -> runner(2, Execution.COMPILED)
                        .start(OneCase.class, Config.of("case", name, "evaluated", true), rows())
                        .close())
                .isInstanceOf(ProgramException.class)
                .hasMessageStartingWith("Cannot run the evaluation of program");
    }

    /** Statistics of the shard's rows are the stated exception: accepted, in the layer and by hand. */
    public static final class Normalized implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(WIDTH);
            Node hidden = BatchNormalization.of()
                    .apply(Dense.of(3).kernelRegularizer(L2.of(0.1)).apply(input));
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(hidden)));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor out = model.call(batch.features(), Mode.TRAINING);
                Tensor centered = subtract(out, step.perShard(mean(out, 0)));
                return step.mean(square(centered)).plus(step.losses(model)).plus(step.sum(sum(centered)));
            });
        }
    }

    @Test
    void statisticsOfAShard_areAccepted() {
        try (Training training = runner(2, Execution.CHECKED).start(Normalized.class, rows())) {
            for (StepResult result : training.epoch()) {
                assertThat(result.loss()).isFinite();
            }
        }
    }

    /** A phase that draws from Java's own random numbers or reads a clock. */
    public static final class Impure implements Program {
        private int calls;

        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(WIDTH);
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(input)));
            String what = p.config().string("what");
            p.phase("sound")
                    .updates(model)
                    .with(SGD.of(0.1))
                    .loss((step, batch) -> step.mean(model.call(batch.features(), Mode.TRAINING)));
            p.phase("noisy").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor out = model.call(batch.features(), Mode.TRAINING);
                return switch (what) {
                    case "random" -> step.mean(multiply(out, Math.random()));
                    case "clock" -> step.mean(add(out, System.currentTimeMillis() % 100_000));
                    case "term" -> step.mean(out).plus(step.once(Tensor.scalar((float) Math.random())));
                    case "slope" -> step.mean(Ops.leakyRelu(out, Math.random()));
                    case "structure" -> step.mean(calls++ % 2 == 0 ? out : square(out));
                    default -> throw new IllegalArgumentException(what);
                };
            });
        }
    }

    @Test
    void phaseThatDiffersFromRunToRun_isRefused() {
        for (Execution execution : new Execution[] {Execution.COMPILED, Execution.EAGER}) {
            for (String what : List.of("random", "clock", "term", "slope", "structure")) {
                assertThatThrownBy(() -> runner(1, execution)
                                .start(Impure.class, Config.of("what", what), rows())
                                .close())
                        .as(what)
                        .isInstanceOf(ProgramException.class)
                        .hasMessageStartingWith("Cannot run phase 'noisy' of program " + Impure.class.getName() + ": ")
                        .hasMessageContaining("Cannot repeat");
            }
        }
    }

    /** A phase that never returns, and a sound one. */
    public static final class Endless implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(WIDTH);
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(input)));
            p.phase("endless").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
                return step.mean(model.call(batch.features()));
            });
        }
    }

    /** Its first step has a limit, and is watched. */
    @Test
    @Timeout(60)
    void phaseThatDoesNotEnd_isNotWaitedFor() {
        BuiltProgram built = BuiltProgram.of(new ProgramSpec(
                Endless.class.getName(), Config.EMPTY, DataSchema.of(rows()), 1, BATCH, 1, Execution.COMPILED));
        assertThatCode(() -> ProgramCheck.require(built, Duration.ofMillis(100)))
                .doesNotThrowAnyException();
    }
}
