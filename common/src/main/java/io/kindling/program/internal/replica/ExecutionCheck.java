package io.kindling.program.internal.replica;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.ops.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Compares the results of a phase's plan with those of its eager execution. A gradient, or a loss that contains a gradient, may
 * differ if the eager result itself jumps about as far when the weights change in their last bit: where two elements of a
 * maximum are almost equal, or the input of a ReLU is almost 0, rounding decides.
 */
final class ExecutionCheck {
    /** Relative to the norm of the compared values: float32 sums may be in another order. */
    private static final double TOLERANCE = 1e-5;

    /** The rounding unit of a float32 near 1. */
    private static final double ROUNDING = Math.ulp(1f);

    /** Relative to the phase's whole gradient: the difference of terms that cancel is no more accurate than the terms. */
    private static final double CANCELLED = 4 * ROUNDING;

    private static final int PERTURBATIONS = 16;
    private static final double JUMP_FACTOR = 2;

    private final BuiltProgram program;
    private final PhaseCall call;
    private final List<float[]> weights;
    private final Function<List<float[]>, ShardResult> eagerly;
    private final List<ShardResult> perturbed = new ArrayList<>();

    /**
     * @param weights the weights that both executions used
     * @param eagerly computes the eager result for given weights
     */
    ExecutionCheck(
            BuiltProgram program, PhaseCall call, List<float[]> weights, Function<List<float[]>, ShardResult> eagerly) {
        this.program = program;
        this.call = call;
        this.weights = weights;
        this.eagerly = eagerly;
    }

    /** @throws IllegalStateException naming the first difference */
    void requireEqual(ShardResult compiled) {
        ShardResult eager = eagerly.apply(weights);
        // The terms of a loss may cancel each other, too.
        double loss = Math.max(ROUNDING / TOLERANCE, Math.abs(eager.loss()));
        double difference = Math.abs(compiled.loss() - eager.loss());
        if (!isClose(difference, loss) && !jumps(moved -> Math.abs(moved.loss() - eager.loss()), difference)) {
            requireClose("loss", difference, loss);
        }
        Map<String, Double> metrics = program.metricResults(compiled.metrics());
        program.metricResults(eager.metrics())
                .forEach((name, value) -> requireClose(
                        "metric '" + name + "'",
                        Math.abs(metrics.getOrDefault(name, Double.NaN) - value),
                        Math.abs(value)));
        requireGradient(compiled.gradient(), eager.gradient());
        List<MovingStatistic> statistics = eager.changes();
        for (int i = 0; i < statistics.size(); i++) {
            float[] expected = statistics.get(i).value();
            float[] found = compiled.changes().get(i).value();
            requireClose(
                    "a moving statistic",
                    distance(found, expected, 0, expected.length),
                    norm(expected, 0, expected.length));
        }
    }

    /**
     * Compares two partial results of an evaluation, without metrics that its spec adds: some of them put predictions into bins,
     * where the last bit decides.
     *
     * @throws IllegalStateException naming the first difference
     */
    static void requireEqual(BuiltProgram program, PartialEvaluation compiled, PartialEvaluation eager) {
        for (int i = 0; i < eager.terms().size(); i++) {
            requireEqual(
                    "term " + i + " of its loss",
                    compiled.terms().get(i).value(),
                    eager.terms().get(i).value());
        }
        Map<String, Double> found = program.metricResults(compiled.metrics());
        Map<String, Double> declared = program.metricResults(eager.metrics());
        program.spec().evaluationMetrics().forEach(added -> declared.remove(added.string("name")));
        declared.forEach((name, expected) ->
                requireEqual("metric '" + name + "'", found.getOrDefault(name, Double.NaN), expected));
    }

    private static void requireEqual(String what, double found, double expected) {
        if (!isClose(Math.abs(found - expected), Math.max(ROUNDING / TOLERANCE, Math.abs(expected)))) {
            throw new IllegalStateException("Cannot trust the plan of the evaluation: " + what + " is " + found
                    + ", eagerly " + expected + ". Use --eager, and report it.");
        }
    }

    private void requireGradient(float[] found, float[] expected) {
        double cancelled = CANCELLED / TOLERANCE * norm(expected, 0, expected.length);
        for (WeightLayout.Slice slice :
                program.layout(program.phases().get(call.phase())).slices()) {
            double difference = distance(found, expected, slice.from(), slice.to());
            double norm = Math.max(cancelled, norm(expected, slice.from(), slice.to()));
            if (!isClose(difference, norm)
                    && !jumps(moved -> distance(moved.gradient(), expected, slice.from(), slice.to()), difference)) {
                requireClose("the gradient by '" + slice.name() + "'", difference, norm);
            }
        }
    }

    /** Whether a change in the last bit of the weights changes the eager result about as far. */
    private boolean jumps(ToDoubleFunction<ShardResult> distance, double difference) {
        for (int i = 0; i < PERTURBATIONS; i++) {
            if (i == perturbed.size()) {
                perturbed.add(eagerly.apply(perturbedWeights(i)));
            }
            if (difference <= JUMP_FACTOR * distance.applyAsDouble(perturbed.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The weights, each changed by one unit in the last place, up, down or not at all. */
    private List<float[]> perturbedWeights(int number) {
        List<float[]> moved = new ArrayList<>();
        for (float[] of : weights) {
            RandomKey key = RandomKey.of(number).with(moved.size());
            float[] draws = Draws.draw(Distribution.UNIFORM, key, Shape.of(of.length), DType.FLOAT32)
                    .floats();
            float[] copy = of.clone();
            for (int i = 0; i < copy.length; i++) {
                copy[i] += ((int) (3 * draws[i]) - 1) * Math.ulp(copy[i]);
            }
            moved.add(copy);
        }
        return moved;
    }

    private static double distance(float[] a, float[] b, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            double difference = a[i] - (double) b[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static double norm(float[] of, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) of[i] * of[i];
        }
        return Math.sqrt(sum);
    }

    private static boolean isClose(double difference, double norm) {
        // An eager result that is not finite is refused later, with its own message.
        return !Double.isFinite(norm) || difference <= Math.max(TOLERANCE * norm, 1e-12);
    }

    private void requireClose(String what, double difference, double norm) {
        if (!isClose(difference, norm)) {
            throw new IllegalStateException("Cannot trust the plan of phase '"
                    + program.phases().get(call.phase()).name() + "': at step " + call.step() + " " + what
                    + " differs from the eager one by " + difference + " (norm " + norm + ", at most " + TOLERANCE
                    + " of it). Use --eager, and report it.");
        }
    }
}
