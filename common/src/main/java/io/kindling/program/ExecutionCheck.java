package io.kindling.program;

import io.kindling.nn.WeightLayout;
import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.Draws;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Compares what a phase's plan gave with what its code gave, operation by operation. A gradient, or a loss with a gradient in
 * it, may differ where the eager one itself jumps as far when weights move by their last bit: where two elements of a maximum
 * are all but equal, or a rectifier is all but at 0, rounding decides.
 */
final class ExecutionCheck {
    /** Relative to the norm of what is compared: float32 sums in another order. */
    private static final double TOLERANCE = 1e-5;

    /** Of a float32 near 1. */
    private static final double ROUNDING = Math.ulp(1f);

    /** Relative to the phase's whole gradient: what is left of terms that cancel each other is not more exact than they. */
    private static final double CANCELLED = 4 * ROUNDING;

    private static final int NUDGES = 16;
    private static final double AS_FAR = 2;

    private final BuiltProgram program;
    private final PhaseCall call;
    private final List<float[]> weights;
    private final Function<List<float[]>, ShardResult> eagerly;
    private final List<ShardResult> nudged = new ArrayList<>();

    /**
     * @param weights that both computed with
     * @param eagerly the code's result with other weights
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
        // Terms of a loss may cancel each other, too.
        double loss = Math.max(ROUNDING / TOLERANCE, Math.abs(eager.loss()));
        double apart = Math.abs(compiled.loss() - eager.loss());
        if (!isClose(apart, loss) && !jumps(moved -> Math.abs(moved.loss() - eager.loss()), apart)) {
            requireClose("loss", apart, loss);
        }
        Map<String, Double> metrics = program.metricResults(compiled.metrics());
        program.metricResults(eager.metrics())
                .forEach((name, value) -> requireClose(
                        "metric '" + name + "'",
                        Math.abs(metrics.getOrDefault(name, Double.NaN) - value),
                        Math.abs(value)));
        requireGradient(compiled.gradient(), eager.gradient());
        List<StateChange> statistics = eager.changes();
        for (int i = 0; i < statistics.size(); i++) {
            float[] expected = statistics.get(i).value();
            float[] found = compiled.changes().get(i).value();
            requireClose(
                    "a moving statistic",
                    distance(found, expected, 0, expected.length),
                    norm(expected, 0, expected.length));
        }
    }

    /** @throws IllegalStateException naming the first difference of what an evaluation saw of some rows */
    static void requireEqual(BuiltProgram program, EvaluationShare compiled, EvaluationShare eager) {
        for (int i = 0; i < eager.terms().size(); i++) {
            requireEqual(
                    "term " + i + " of its loss",
                    compiled.terms().get(i).value(),
                    eager.terms().get(i).value());
        }
        Map<String, Double> found = program.metricResults(compiled.metrics());
        program.metricResults(eager.metrics())
                .forEach((name, expected) ->
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

    /** Whether the last bit of the weights moves what is computed eagerly as far. */
    private boolean jumps(ToDoubleFunction<ShardResult> distance, double difference) {
        for (int i = 0; i < NUDGES; i++) {
            if (i == nudged.size()) {
                nudged.add(eagerly.apply(nudged(i)));
            }
            if (difference <= AS_FAR * distance.applyAsDouble(nudged.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The weights, each moved by its last bit, up, down or not at all. */
    private List<float[]> nudged(int number) {
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
            double apart = a[i] - (double) b[i];
            sum += apart * apart;
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
        // What is not finite eagerly is refused later, and said there.
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
