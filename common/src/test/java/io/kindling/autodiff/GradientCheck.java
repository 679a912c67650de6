package io.kindling.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares derivatives with central differences along one random direction, like JAX's {@code check_grads}, instead of
 * coordinate by coordinate: a wrong derivative is missed with probability 0.
 *
 * <p>Order 1 compares the slope of {@code sum(w f(x))} along the direction, for weights w, with the gradient's component in
 * that direction. Order 2 does the same for the gradient itself, as a function of x and w, differentiated by an outer tape;
 * so a derivative must be differentiable even if the function is linear.
 */
final class GradientCheck {
    private final Function<List<Tensor>, Tensor> function;
    private final GradientRow.Accuracy accuracy;
    private final List<Tensor> inputs;
    private final SplittableRandom random;
    private final Tensor weights;

    GradientCheck(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, long seed) {
        this(function, inputs, GradientRow.Accuracy.FLOAT64, seed);
    }

    GradientCheck(
            Function<List<Tensor>, Tensor> function, List<Tensor> inputs, GradientRow.Accuracy accuracy, long seed) {
        this.function = function;
        this.inputs = inputs;
        this.accuracy = accuracy;
        this.random = new SplittableRandom(seed);
        this.weights = randomLike(function.apply(inputs));
    }

    void order1() {
        compare(point -> Ops.sum(Ops.multiply(weights, function.apply(point))), inputs, accuracy.order1(), "order 1");
    }

    void order2() {
        List<Tensor> directions = inputs.stream().map(this::randomLike).toList();
        List<Tensor> inputsAndWeights = new ArrayList<>(inputs);
        inputsAndWeights.add(weights);
        compare(
                point -> {
                    List<Tensor> x = point.subList(0, inputs.size());
                    return inner(gradients(function, x, point.get(inputs.size())), directions);
                },
                inputsAndWeights,
                accuracy.order2(),
                "order 2");
    }

    private void compare(Function<List<Tensor>, Tensor> scalar, List<Tensor> at, double bound, String order) {
        List<Tensor> direction = at.stream().map(this::randomLike).toList();
        double slope = (scalar.apply(moved(at, direction, accuracy.step())).item()
                        - scalar.apply(moved(at, direction, -accuracy.step())).item())
                / (2 * accuracy.step());
        List<Tensor> gradients = gradients(scalar, at, Tensor.scalar(at.get(0).dtype(), 1));
        for (int i = 0; i < at.size(); i++) {
            assertThat(gradients.get(i).shape())
                    .as("%s: shape of gradient %d", order, i)
                    .isEqualTo(at.get(i).shape());
        }
        assertThat(inner(gradients, direction).item())
                .as("%s: component of the gradient, compared with the slope", order)
                .isCloseTo(slope, within(bound * Math.max(1, Math.abs(slope))));
    }

    /** Returns the gradients of {@code sum(weights * function)}; zeros for unconnected inputs. */
    static List<Tensor> gradients(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, Tensor weights) {
        try (GradientTape tape = GradientTape.open()) {
            inputs.forEach(tape::watch);
            return tape.gradient(
                    List.of(function.apply(inputs)),
                    inputs.stream().map(GradientSource::of).toList(),
                    List.of(weights),
                    Unconnected.ZERO);
        }
    }

    private static Tensor inner(List<Tensor> a, List<Tensor> b) {
        return IntStream.range(0, a.size())
                .mapToObj(i -> Ops.sum(Ops.multiply(a.get(i), b.get(i))))
                .reduce(Ops::add)
                .orElseThrow();
    }

    private static List<Tensor> moved(List<Tensor> at, List<Tensor> direction, double step) {
        return IntStream.range(0, at.size())
                .mapToObj(i -> Ops.add(at.get(i), Ops.multiply(direction.get(i), step)))
                .toList();
    }

    private Tensor randomLike(Tensor tensor) {
        return new GradientRow.Input(-1, 1, tensor.shape()).draw(random);
    }
}
