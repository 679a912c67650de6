package io.kindling.compile.internal;

import static io.kindling.compile.internal.PlanFixture.gradientOfSum;
import static io.kindling.compile.internal.PlanFixture.plan;
import static io.kindling.compile.internal.PlanFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.CapturedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SharedKernelsTest {
    private static final Shape SHAPE = Shape.of(2, 5, 6, 3);

    private static final int PLANS = 8;

    private final float[] x = CapturedRun.varied(SHAPE.dims()).floats();

    /**
     * A convolution with a bias and a rectifier, a product, and the gradient of a loss, which reuses the softmax of the
     * loss. Its constants depend on {@code number}, its kernels do not.
     */
    private static UnaryOperator<Tensor> function(int number) {
        Tensor filter = Ops.multiply(CapturedRun.varied(3, 3, 3, 4), number);
        Tensor bias = Ops.multiply(CapturedRun.varied(4), number);
        Tensor matrix = Ops.subtract(CapturedRun.varied(4, 7), number);
        Tensor labels = Tensor.of(new long[] {number % 7}, 1);
        return x -> {
            Tensor y = Ops.relu(Ops.add(Ops.conv2d(x, filter, Sliding.SAME), bias));
            Tensor logits = Ops.matmul(Ops.reshape(y, -1, 4), matrix);
            UnaryOperator<Tensor> loss = z -> Ops.sparseSoftmaxCrossentropy(
                    Ops.broadcastTo(labels, z.shape().dropLast(1)), z);
            return Ops.multiply(Ops.sum(loss.apply(logits)), gradientOfSum(loss, logits));
        };
    }

    private static List<Plan> plans(PlanMemory memory, MemoryPool pool) {
        List<Plan> plans = new ArrayList<>();
        for (int number = 1; number <= PLANS; number++) {
            plans.add(plan(memory, pool, SHAPE, function(number)));
        }
        return plans;
    }

    @Test
    void morePlans_needNoMoreKernels() {
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            assertThat(plan(memory, pool, SHAPE, function(1)).dump())
                    .contains("conv2d + bias + relu", "(shared softmax)")
                    .doesNotContain("eager");
            int ofOne = memory.kernels().count();
            plans(memory, pool);
            assertThat(memory.kernels().count()).isEqualTo(ofOne).isPositive();
        }
    }

    @Test
    void plansThatShareKernels_haveTheBitsOfPlansWithTheirOwn() {
        List<float[]> expected = new ArrayList<>();
        for (int number = 1; number <= PLANS; number++) {
            try (PlanMemory memory = new PlanMemory();
                    MemoryPool pool = new MemoryPool()) {
                expected.add(run(plan(memory, pool, SHAPE, function(number)), x));
            }
        }
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            List<Plan> plans = plans(memory, pool);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < PLANS; i++) {
                    assertThat(run(plans.get(i), x))
                            .as("plan %d, round %d", i, round)
                            .isEqualTo(expected.get(i));
                }
            }
        }
    }

    /** The first loss keeps its softmax while the second one of the same sizes is computed. */
    @Test
    void equalKernelsOfOnePlan_areNotShared() {
        Shape shape = Shape.of(2, 7);
        Tensor labels = Tensor.of(new long[] {3, 0}, 2);
        UnaryOperator<Tensor> losses = logits -> Ops.add(
                Ops.sparseSoftmaxCrossentropy(labels, logits),
                Ops.sparseSoftmaxCrossentropy(labels, Ops.multiply(logits, logits)));
        UnaryOperator<Tensor> function = x -> Ops.multiply(gradientOfSum(losses, x), Ops.sum(losses.apply(x)));
        Tensor logits = CapturedRun.varied(shape.dims());
        try (PlanMemory memory = new PlanMemory();
                MemoryPool pool = new MemoryPool()) {
            Plan plan = plan(memory, pool, shape, function);
            assertThat(plan.dump().split("\\(shared softmax\\)", -1))
                    .as(plan.dump())
                    .hasSize(3);
            assertThat(run(plan, logits.floats()))
                    .isEqualTo(function.apply(logits).floats());
        }
    }
}
