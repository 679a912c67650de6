package io.kindling.compile.internal;

import static io.kindling.compile.internal.PlanFixture.gradientOfSum;
import static io.kindling.compile.internal.PlanFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlanTest {
    /** Writes the inputs before each run, because a run reuses their memory. */
    private static void run(Plan plan, float[] features, int[] labels) {
        plan.input(0).write(features, 0);
        plan.input(1).write(0, labels, 0, labels.length);
        plan.run();
    }

    /** Compares random compositions of elementwise functions, views and sums with their eager results. */
    @Test
    void randomFunctions_equalTheirEagerResults() {
        for (int seed = 0; seed < 60; seed++) {
            Random choice = new Random(seed);
            int rows = 1 + choice.nextInt(5);
            int columns = 1 + choice.nextInt(700);
            float[] x = new float[rows * columns];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) choice.nextGaussian();
            }
            UnaryOperator<Tensor> function = random(choice.nextLong(), columns);
            float[] expected = function.apply(Tensor.of(x, rows, columns)).floats();
            try (PlanMemory memory = new PlanMemory();
                    MemoryPool pool = new MemoryPool()) {
                float[] actual = PlanFixture.run(plan(memory, pool, Shape.of(rows, columns), function), x);
                assertThat(actual).as("seed %d", seed).hasSameSizeAs(expected);
                for (int i = 0; i < actual.length; i++) {
                    assertThat(Math.abs(actual[i] - expected[i]))
                            .as("seed %d, element %d: %s and %s", seed, i, actual[i], expected[i])
                            .isLessThanOrEqualTo(1e-5f * Math.max(1, Math.abs(expected[i])));
                }
            }
        }
    }

    private static UnaryOperator<Tensor> random(long seed, int columns) {
        return x -> {
            Random choice = new Random(seed);
            List<Tensor> values = new ArrayList<>(List.of(x));
            for (int i = 0; i < 12; i++) {
                Tensor a = values.get(choice.nextInt(values.size()));
                Tensor b = values.get(choice.nextInt(values.size()));
                values.add(
                        switch (choice.nextInt(9)) {
                            case 0 -> Ops.add(a, b);
                            case 1 -> Ops.multiply(Ops.tanh(a), b);
                            case 2 -> Ops.relu(a);
                            case 3 -> Ops.leakyRelu(a, 0.2);
                            case 4 -> Ops.where(Ops.greater(a, b), a, 0.5);
                            case 5 -> Ops.subtract(a, Ops.meanKeepingAxes(b, -1));
                            case 6 -> Ops.add(a, Ops.mean(b, 0));
                            case 7 ->
                                Ops.reshape(
                                        Ops.sigmoid(Ops.reshape(a, -1)),
                                        a.shape().dim(0),
                                        columns);
                            default -> Ops.where(Ops.greater(Ops.relu(a), 0), b, 0);
                        });
            }
            return values.get(values.size() - 1);
        };
    }

    @Test
    void chain_isOneKernel_andUnreadValuesAreNotComputed() {
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            Plan plan = plan(memory, pool, Shape.of(4, 3), x -> {
                Ops.exp(x);
                return Ops.add(Ops.relu(Ops.multiply(x, x)), Ops.relu(Ops.multiply(x, x)));
            });
            assertThat(plan.dump()).startsWith("1 kernels,").contains("multiply(in0, in0); relu(%0); add(%1, %1)");
        }
    }

    /** Covers kernels that a plan captures from operations, including those of second derivatives. */
    @Test
    void preparedKernels_haveTheBitsOfTheirOperations() {
        Map<String, UnaryOperator<Tensor>> functions = new TreeMap<>();
        functions.put("pad", x -> Ops.pad(x, new int[] {0, 1, 2, 0}, new int[] {0, 3, 0, 1}, -0.5));
        functions.put("gather", x -> Ops.reverse(x, 1));
        functions.put("max_pool_pick", PlanTest::pickedAtMaxima);
        functions.put("sparse_softmax_crossentropy_gradient", x -> {
            Tensor labels = Ops.argmax(Ops.abs(x), -1);
            return gradientOfSum(logits -> Ops.sparseSoftmaxCrossentropy(labels, logits), x);
        });
        functions.put(
                "softmax_crossentropy_gradient",
                x -> gradientOfSum(logits -> Ops.softmaxCrossentropy(Ops.abs(x), logits), x));
        Random random = new Random(5);
        Shape shape = Shape.of(3, 4, 4, 5);
        float[] x = new float[(int) shape.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        functions.forEach((name, function) -> {
            try (PlanMemory memory = new PlanMemory();
                    MemoryPool pool = new MemoryPool()) {
                Plan plan = plan(memory, pool, shape, function);
                assertThat(plan.dump()).contains(name).doesNotContain("eager");
                assertThat(PlanFixture.run(plan, x))
                        .as(name)
                        .isEqualTo(function.apply(Tensor.of(x, shape.dims())).floats());
            }
        });
    }

    /** Two losses each reuse their own softmax; with more rows than the cache holds, the softmax is recomputed. */
    @Test
    void gradient_reusesTheSoftmaxOfItsLosses_withTheSameBits() {
        Tensor labels = Tensor.of(new long[] {3, 0, 6}, 3);
        Tensor targets = Tensor.of(new float[] {0.5f, 0, 0.25f, 0, 0, 0.25f, 1}, 7);
        Map<String, BinaryOperator<Tensor>> losses = Map.of(
                "sparse_softmax_crossentropy_gradient",
                (x, logits) -> Ops.sparseSoftmaxCrossentropy(
                        Ops.broadcastTo(labels, logits.shape().dropLast(1)), logits),
                "softmax_crossentropy_gradient",
                (x, logits) -> Ops.softmaxCrossentropy(Ops.multiply(Ops.abs(x), targets), logits));
        Random random = new Random(7);
        losses.forEach((name, loss) -> {
            UnaryOperator<Tensor> function = x -> {
                Tensor other = Ops.multiply(x, -3);
                return Ops.add(
                        lossTimesGradient(logits -> loss.apply(x, logits), x),
                        lossTimesGradient(logits -> loss.apply(x, logits), other));
            };
            for (int rows : new int[] {2, 200}) {
                Shape shape = Shape.of(rows, 3, 7);
                float[] first = new float[(int) shape.size()];
                float[] second = new float[first.length];
                for (int i = 0; i < first.length; i++) {
                    first[i] = (float) random.nextGaussian();
                    second[i] = (float) random.nextGaussian();
                }
                try (PlanMemory memory = new PlanMemory();
                        MemoryPool pool = new MemoryPool()) {
                    Plan plan = plan(memory, pool, shape, function);
                    assertThat(plan.dump().split(name + " \\(shared softmax\\)", -1))
                            .as("%s of %d rows:%n%s", name, rows, plan.dump())
                            .hasSize(rows == 2 ? 3 : 1);
                    for (float[] x : List.of(first, second)) {
                        assertThat(PlanFixture.run(plan, x))
                                .as("%s of %d rows", name, rows)
                                .isEqualTo(function.apply(Tensor.of(x, shape.dims()))
                                        .floats());
                    }
                }
            }
        });
    }

    private static Tensor lossTimesGradient(UnaryOperator<Tensor> loss, Tensor x) {
        return Ops.multiply(Ops.expandDims(loss.apply(x), -1), gradientOfSum(loss, x));
    }

    /** Returns the elements of x at the maxima of x, as the gradient by g of {@code sum(x maxPoolGradient(x, g))}. */
    private static Tensor pickedAtMaxima(Tensor x) {
        Tensor places = Ops.maxPool(x, 2, 2, Sliding.VALID);
        return gradientOfSum(
                g -> Ops.multiply(x, gradientOfSum(z -> Ops.multiply(g, Ops.maxPool(z, 2, 2, Sliding.VALID)), x)),
                places);
    }

    @Test
    void largeValues_reuseMemory() {
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            Plan plan = plan(memory, pool, Shape.of(1000), x -> {
                Tensor y = x;
                for (int i = 0; i < 20; i++) {
                    y = Ops.add(y, Ops.sum(y));
                }
                return y;
            });
            assertThat(plan.bytes()).isLessThan(5 * 1000 * Float.BYTES);
        }
    }

    /** Measures the plan's own loop: forward and backward pass and metrics of a batch. */
    @Test
    void run_allocatesLittleOnTheHeap() {
        Node inputs = Input.of(20);
        Node hidden = Dense.of(16).activation("relu").apply(inputs);
        Model model = Model.of(inputs, Dense.of(4).apply(hidden));
        SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();
        Trace trace = new Trace();
        Tensor x = Tensor.symbolic(DType.FLOAT32, Shape.of(32, 20));
        Tensor y = Tensor.symbolic(DType.INT32, Shape.of(32));
        trace.input(x);
        trace.input(y);
        List<Tensor> outputs = trace.run(() -> {
            try (GradientTape tape = GradientTape.open()) {
                Tensor logits = model.call(x, Mode.TRAINING);
                Tensor loss = SparseCategoricalCrossentropy.fromLogits().call(y, logits);
                accuracy.updateState(y, logits);
                List<Tensor> all = new ArrayList<>(List.of(loss));
                all.addAll(tape.gradient(loss, model.trainableWeights()));
                return all;
            }
        });
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            Plan plan = Plan.of(trace, List.of(x, y), outputs, memory, pool);
            assertThat(plan.dump()).doesNotContain("eager");
            float[] features = new float[32 * 20];
            int[] labels = new int[32];
            for (int i = 0; i < 2_000; i++) {
                run(plan, features, labels);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                run(plan, features, labels);
            }
            long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
            assertThat(each).as("heap bytes per run").isLessThan(1024);
        }
    }
}
