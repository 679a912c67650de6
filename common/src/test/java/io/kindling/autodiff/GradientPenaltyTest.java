package io.kindling.autodiff;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.matmul;
import static io.kindling.autodiff.op.Ops.sqrt;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.subtract;
import static io.kindling.autodiff.op.Ops.tanh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The gradient penalty of Gulrajani et al. (2017): a loss on the gradient of a network by its input, minimised over the
 * weights, which requires second derivatives of every part of the network.
 *
 * @see GradientTape
 */
class GradientPenaltyTest {
    private static final long SEED = 11;
    private static final double STEP = 1e-6;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Tensor x = GradientRow.any(5, 4).draw(random);
    private final List<Tensor> weights = List.of(
            GradientRow.any(4, 3).draw(random),
            GradientRow.any(3).draw(random),
            GradientRow.any(3, 3).draw(random),
            GradientRow.any(3).draw(random),
            GradientRow.any(3, 1).draw(random));

    /** The mean over rows of {@code (|d network / d row| - 1)^2}. */
    private Tensor penalty(List<Tensor> w) {
        Tensor gradient;
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor hidden = tanh(add(matmul(x, w.get(0)), w.get(1)));
            Tensor deeper = tanh(add(matmul(hidden, w.get(2)), w.get(3)));
            gradient = tape.gradient(matmul(deeper, w.get(4)), x);
        }
        Tensor norms = sqrt(Ops.sum(square(gradient), 1));
        return Ops.mean(square(subtract(norms, 1)));
    }

    @Test
    void gradientOfThePenalty_matchesFiniteDifferences_forEveryWeight() {
        List<Tensor> gradients = GradientCheck.gradients(this::penalty, weights, Tensor.of(new double[] {1}));
        for (int w = 0; w < weights.size(); w++) {
            double[] gradient = gradients.get(w).doubles();
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow())
                    .isGreaterThan(1e-3);
            for (int i = 0; i < gradient.length; i++) {
                double slope = (penalty(moved(w, i, STEP)).item()
                                - penalty(moved(w, i, -STEP)).item())
                        / (2 * STEP);
                assertThat(gradient[i])
                        .as("weight %d, element %d (seed %d)", w, i, SEED)
                        .isCloseTo(slope, within(1e-7 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    private List<Tensor> moved(int weight, int element, double step) {
        double[] values = weights.get(weight).doubles();
        values[element] += step;
        List<Tensor> moved = new ArrayList<>(weights);
        moved.set(weight, Tensor.of(values, weights.get(weight).shape().dims()));
        return moved;
    }
}
