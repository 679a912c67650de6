package io.kindling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Conv1D;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MeanSquaredError;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Compares compiled functions of custom training loops with direct calls of the same functions. */
class CompiledTest {
    private static final Loss LOSS = SparseCategoricalCrossentropy.fromLogits();

    /** A model with an optimizer and a metric, and the Keras guide's train step. */
    private static final class Loop {
        private final Model model;
        private final Optimizer optimizer = Adam.of(1e-2);
        private final SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();

        @SuppressWarnings("try") // a scope acts by being open
        private Loop() {
            try (BuildScope scope = BuildScope.withSeed(3)) {
                Node inputs = Input.of(6);
                Node x = Dense.of(8).activation("relu").apply(inputs);
                x = Dropout.of(0.3).apply(x);
                model = Model.of(inputs, Dense.of(3).apply(x));
            }
        }

        private List<Tensor> trainStep(List<Tensor> in) {
            try (GradientTape tape = GradientTape.open()) {
                Tensor logits = model.call(in.get(0), Mode.TRAINING);
                Tensor loss = LOSS.call(in.get(1), logits);
                optimizer.apply(tape.gradient(loss, model.trainableWeights()), model.trainableWeights());
                accuracy.updateState(in.get(1), logits);
                return List.of(loss);
            }
        }

        @SuppressWarnings("try") // a scope acts by being open
        private List<Double> train(Function<List<Tensor>, List<Tensor>> step) {
            Random random = new Random(9);
            List<Double> losses = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int rows = i % 10 == 9 ? 5 : 16;
                float[] features = new float[rows * 6];
                int[] labels = new int[rows];
                for (int r = 0; r < rows; r++) {
                    labels[r] = random.nextInt(3);
                    for (int c = 0; c < 6; c++) {
                        features[r * 6 + c] = (float) random.nextGaussian() + (c == labels[r] ? 2 : 0);
                    }
                }
                try (Randomness scope = Randomness.step(11, i)) {
                    losses.add(step.apply(List.of(Tensor.of(features, rows, 6), Tensor.of(labels, rows)))
                            .get(0)
                            .item());
                }
            }
            return losses;
        }
    }

    @Test
    void trainStep_matchesTheDirectCall_withShortBatchesAndDropout() {
        Loop eager = new Loop();
        List<Double> expected = eager.train(eager::trainStep);
        Loop compiled = new Loop();
        List<Double> losses;
        try (Compiled<List<Tensor>> step = Compiled.ofList(compiled::trainStep)) {
            losses = compiled.train(step::call);
        }
        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses.get(i)).isCloseTo(expected.get(i), within(1e-5));
        }
        assertThat(losses.get(29)).isLessThan(losses.get(0));
        assertThat(compiled.accuracy.result()).isEqualTo(eager.accuracy.result());
        assertThat(compiled.optimizer.iterations()).isEqualTo(30);
    }

    /** Two updates in one function, as in the guide's GAN: the second loss depends on the first update. */
    private static List<Tensor> twoUpdates(Model model, Optimizer optimizer, List<Tensor> in) {
        List<Tensor> losses = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (GradientTape tape = GradientTape.open()) {
                Tensor loss = MeanSquaredError.of().call(in.get(1), model.call(in.get(0)));
                optimizer.apply(tape.gradient(loss, model.trainableWeights()), model.trainableWeights());
                losses.add(loss);
            }
        }
        losses.add(Ops.sum(model.weights().get(0).read()));
        return losses;
    }

    @Test
    @SuppressWarnings("try") // a scope acts by being open
    void variable_readAfterItsUpdate_hasTheNewValue() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor y = Tensor.of(new float[] {1, -1}, 2, 1);
        List<List<Double>> results = new ArrayList<>();
        for (boolean compiled : new boolean[] {false, true}) {
            Model model;
            try (BuildScope scope = BuildScope.withSeed(5)) {
                Node inputs = Input.of(2);
                model = Model.of(inputs, Dense.of(1).apply(inputs));
            }
            Optimizer optimizer = SGD.of(0.01);
            List<Double> numbers = new ArrayList<>();
            try (Compiled<List<Tensor>> step = Compiled.ofList(in -> twoUpdates(model, optimizer, in))) {
                for (int i = 0; i < 3; i++) {
                    List<Tensor> losses = compiled ? step.call(x, y) : twoUpdates(model, optimizer, List.of(x, y));
                    losses.forEach(loss -> numbers.add(loss.item()));
                }
            }
            results.add(numbers);
        }
        for (int i = 0; i < results.get(0).size(); i++) {
            assertThat(results.get(1).get(i)).isCloseTo(results.get(0).get(i), within(1e-5));
        }
        assertThat(results.get(1).get(1)).isLessThan(results.get(1).get(0));
    }

    /** Freezes and unfreezes part of the model between calls; each choice is traced once. */
    @Test
    @SuppressWarnings("try") // a scope acts by being open
    void unfreeze_afterTheFirstCall_trainsTheLayer() {
        AtomicInteger runs = new AtomicInteger();
        List<float[]> results = new ArrayList<>();
        for (boolean compiled : new boolean[] {false, true}) {
            Loop loop = new Loop();
            Layer frozen = loop.model.layers().get(1);
            frozen.freeze();
            float[] initial = frozen.weights().get(0).tensor().floats();
            try (Compiled<List<Tensor>> step = Compiled.ofList(in -> {
                runs.incrementAndGet();
                return loop.trainStep(in);
            })) {
                for (int i = 0; i < 6; i++) {
                    if (i == 2 || i == 5) {
                        frozen.unfreeze();
                    } else if (i == 4) {
                        frozen.freeze();
                    }
                    List<Tensor> in = List.of(
                            Tensor.of(new float[] {1, 2, 3, 4, 5, 6, -1, -2, 3, 1, 0, i}, 2, 6),
                            Tensor.of(new int[] {0, 2}, 2));
                    try (Randomness scope = Randomness.step(11, i)) {
                        if (compiled) {
                            step.call(in);
                        } else {
                            loop.trainStep(in);
                        }
                    }
                    if (i == 1) {
                        assertThat(frozen.weights().get(0).tensor().floats()).containsExactly(initial);
                    }
                }
            }
            results.add(frozen.weights().get(0).tensor().floats());
            assertThat(results.get(results.size() - 1)).isNotEqualTo(initial);
        }
        assertThat(results.get(1)).usingComparatorWithPrecision(1e-6f).containsExactly(results.get(0));
        assertThat(runs).hasValue(2);
    }

    @Test
    void function_isTracedOncePerShape() {
        AtomicInteger runs = new AtomicInteger();
        try (Compiled<List<Tensor>> twice = Compiled.ofList(in -> {
            runs.incrementAndGet();
            return List.of(Ops.add(in.get(0), in.get(0)));
        })) {
            assertThat(twice.call(Tensor.of(new float[] {1, 2}, 2)).get(0).floats())
                    .containsExactly(2, 4);
            assertThat(twice.call(Tensor.of(new float[] {3, 4}, 2)).get(0).floats())
                    .containsExactly(6, 8);
            assertThat(twice.call(Tensor.of(new float[] {5}, 1)).get(0).floats())
                    .containsExactly(10);
        }
        assertThat(runs).hasValue(2);
    }

    @Test
    void function_returnsATensorOrAList() {
        Tensor two = Tensor.of(new float[] {2}, 1);
        Tensor five = Tensor.of(new float[] {5}, 1);
        try (Compiled<Tensor> square = Compiled.of(Ops::square);
                Compiled<List<Tensor>> both = Compiled.of((x, y) -> List.of(Ops.add(x, y), Ops.multiply(x, y)));
                Compiled<String> text = Compiled.of(x -> "none")) {
            assertThat(square.call(five).item()).isEqualTo(25);
            assertThat(both.call(two, five)).extracting(Tensor::item).containsExactly(7.0, 10.0);
            assertThatThrownBy(() -> text.call(two))
                    .hasMessage(
                            "Invalid result of a compiled function: java.lang.String (a Tensor, or a List of tensors)");
        }
    }

    @Test
    void action_isDoneInEachCall() {
        Mean mean = Mean.of();
        try (Compiled<List<Tensor>> update = Compiled.action((x, y) -> mean.updateState(Ops.multiply(x, y)))) {
            for (float value : new float[] {1, 2, 6}) {
                assertThat(update.call(Tensor.of(new float[] {value}, 1), Tensor.ones(1)))
                        .isEmpty();
            }
        }
        assertThat(mean.result()).isEqualTo(3);
    }

    @Test
    void readingAValueDuringTracing_isAnError() {
        try (Compiled<List<Tensor>> reading = Compiled.ofList(in -> {
            double read = Ops.sum(in.get(0)).item();
            return List.of(Tensor.scalar((float) read));
        })) {
            assertThatThrownBy(() -> reading.call(Tensor.of(new float[] {1, 2}, 2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Cannot read a value of shape ()");
        }
    }

    @Test
    void retrace_saysWhichArgumentAndDimensionChanged() {
        List<Compiled.Argument> full =
                List.of(argument(DType.FLOAT32, 64, 28, 28), argument(DType.INT32, 64), argument(DType.FLOAT32));
        List<Compiled.Argument> other =
                List.of(argument(DType.FLOAT32, 48, 28, 14), argument(DType.INT32, 64), argument(DType.FLOAT64));
        assertThat(Compiled.changes(full, other))
                .isEqualTo("argument 0 changed from " + full.get(0) + " to " + other.get(0)
                        + ", in dimension 0 and 2; argument 2 changed from " + full.get(2) + " to " + other.get(2));
        assertThat(Compiled.changes(full, full.subList(0, 2)))
                .isEqualTo("argument 2 changed from " + full.get(2) + " to nothing");
        assertThat(full.get(0)).hasToString("float32 (64, 28, 28)");
    }

    private static Compiled.Argument argument(DType dtype, int... dims) {
        return new Compiled.Argument(dtype, Shape.of(dims), false);
    }

    @Test
    void result_isNotOverwrittenByTheNextCall() {
        try (Compiled<List<Tensor>> negative = Compiled.ofList(in -> List.of(Ops.negate(in.get(0))))) {
            Tensor first = negative.call(Tensor.of(new float[] {1}, 1)).get(0);
            negative.call(Tensor.of(new float[] {2}, 1));
            assertThat(first.floats()).containsExactly(-1);
        }
    }

    @Test
    void where_keepsNaNsOfTheUnselectedBranchOut() {
        Tensor x = Tensor.of(new float[] {-1, 0, 4, Float.NaN}, 4);
        Function<List<Tensor>, List<Tensor>> guarded = in -> {
            Tensor positive = Ops.greater(in.get(0), Tensor.scalar(0f));
            return List.of(Ops.where(positive, Ops.sqrt(in.get(0)), Tensor.scalar(0f)));
        };
        try (Compiled<List<Tensor>> compiled = Compiled.ofList(guarded)) {
            assertThat(compiled.call(x).get(0).floats())
                    .isEqualTo(guarded.apply(List.of(x)).get(0).floats())
                    .containsExactly(0, 0, 2, 0);
        }
    }

    @Test
    void movingStatistics_matchTheDirectCall() {
        Tensor x = Tensor.of(new float[] {1, 2, 5, 7, 4, 0}, 3, 2);
        BatchNormalization eager = BatchNormalization.of();
        BatchNormalization compiled = BatchNormalization.of();
        Model first = Model.sequential(Input.of(2), eager);
        Model second = Model.sequential(Input.of(2), compiled);
        try (Compiled<List<Tensor>> step = Compiled.ofList(in -> List.of(second.call(in.get(0), Mode.TRAINING)))) {
            for (int i = 0; i < 3; i++) {
                assertThat(step.call(x).get(0).floats())
                        .isEqualTo(first.call(x, Mode.TRAINING).floats());
            }
        }
        for (int i = 0; i < first.weights().size(); i++) {
            assertThat(second.weights().get(i).tensor().floats())
                    .isEqualTo(first.weights().get(i).tensor().floats());
        }
        assertThat(second.weights().get(2).tensor().floats()).isNotEqualTo(new float[2]);
    }

    @Test
    void weightReturnedDirectly_hasItsCurrentValue() {
        Variable weight = new Variable("w", Tensor.of(new float[] {1, 2, 3}, 3), Variable.Trainable.YES);
        try (Compiled<List<Tensor>> read =
                Compiled.ofList(in -> List.of(weight.read(), Ops.reshape(weight.read(), 3, 1)))) {
            assertThat(read.call(Tensor.scalar(0f)).get(0).floats()).containsExactly(1, 2, 3);
            weight.assign(Tensor.of(new float[] {4, 5, 6}, 3));
            assertThat(read.call(Tensor.scalar(0f)).get(1).floats()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void keysCreatedByTheFunction_drawNewNumbersInEachCall() {
        Function<List<Tensor>, List<Tensor>> noise =
                in -> List.of(Ops.normal(Randomness.next().with(1), Shape.of(4), DType.FLOAT32));
        try (Compiled<List<Tensor>> compiled = Compiled.ofList(noise)) {
            Tensor none = Tensor.scalar(0f);
            assertThat(compiled.call(none).get(0).floats())
                    .isNotEqualTo(compiled.call(none).get(0).floats());
        }
    }

    @Test
    @SuppressWarnings("try") // a scope acts by being open
    void planCompiledInAScope_outlivesIt() {
        Tensor x = Tensor.of(new float[] {1, 2}, 2);
        try (Compiled<List<Tensor>> compiled =
                        Compiled.ofList(in -> List.of(Ops.multiply(in.get(0), Tensor.of(new float[] {3, 5}, 2))));
                MemoryPool pool = new MemoryPool()) {
            for (int i = 0; i < 4; i++) {
                try (TensorScope scope = TensorScope.open(pool)) {
                    assertThat(compiled.call(x).get(0).floats()).containsExactly(3, 10);
                    assertThat(Tensor.of(new float[] {7, 7}, 2).floats()).containsExactly(7, 7);
                }
            }
        }
    }

    @Test
    void draws_areKeyedByArbitraryRowIds() {
        Dropout dropout = Dropout.of(0.5);
        Function<List<Tensor>, List<Tensor>> drop = in -> List.of(dropout.call(in.get(0), Mode.TRAINING));
        try (Compiled<List<Tensor>> compiled = Compiled.ofList(drop)) {
            for (Rows rows : List.of(Rows.range(0, 4), Rows.of(-7, 3, Long.MIN_VALUE, Long.MAX_VALUE))) {
                Tensor ones = Tensor.ones(4, 32).setRows(rows);
                assertThat(drawn(compiled::call, ones)).containsExactly(drawn(drop, ones));
            }
        }
    }

    @SuppressWarnings("try") // a scope acts by being open
    private static float[] drawn(Function<List<Tensor>, List<Tensor>> drop, Tensor ones) {
        try (Randomness randomness = Randomness.step(5, 0)) {
            return drop.apply(List.of(ones)).get(0).floats();
        }
    }

    @Test
    @SuppressWarnings("try") // a scope acts by being open
    void planCompiledInAScope_outlivesIt_withViewsOfWeights() {
        Model model = Model.sequential(Input.of(8, 2), Conv1D.of(3, 3));
        Tensor x = Tensor.ones(2, 8, 2);
        float[] expected = model.call(x).floats();
        try (Compiled<List<Tensor>> compiled = Compiled.ofList(in -> List.of(model.call(in.get(0))));
                MemoryPool pool = new MemoryPool()) {
            for (int i = 0; i < 3; i++) {
                try (TensorScope scope = TensorScope.open(pool)) {
                    assertThat(compiled.call(x).get(0).floats()).containsExactly(expected);
                    assertThat(Tensor.of(new float[] {7, 7}, 2).floats()).containsExactly(7, 7);
                }
            }
        }
    }
}
