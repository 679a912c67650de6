package io.kindling.program;

import io.kindling.nn.WeightLayout;
import java.util.List;
import java.util.Map;

/** Compares what a phase's plan gave with what its code gave, operation by operation. */
final class ExecutionCheck {
    /** Relative to the norm of what is compared: float32 sums in another order. */
    private static final double TOLERANCE = 1e-5;

    /** Of a float32 near 1. */
    private static final double ROUNDING = Math.ulp(1f);

    private ExecutionCheck() {}

    /** @throws IllegalStateException naming the first difference */
    static void requireEqual(BuiltProgram program, PhaseCall call, ShardResult compiled, ShardResult eager) {
        Phase phase = program.phases().get(call.phase());
        // Terms of a loss may cancel each other: what is left of them is not more exact than they were.
        double loss = Math.max(ROUNDING / TOLERANCE, Math.abs(eager.loss()));
        requireClose(phase, call, "loss", Math.abs(compiled.loss() - eager.loss()), loss);
        Map<String, Double> metrics = program.metricResults(compiled.metrics());
        program.metricResults(eager.metrics())
                .forEach((name, value) -> requireClose(
                        phase,
                        call,
                        "metric '" + name + "'",
                        Math.abs(metrics.getOrDefault(name, Double.NaN) - value),
                        Math.abs(value)));
        for (WeightLayout.Slice slice : program.layout(phase).slices()) {
            requireClose(
                    phase,
                    call,
                    "the gradient by '" + slice.name() + "'",
                    compiled.gradient(),
                    eager.gradient(),
                    slice.from(),
                    slice.to());
        }
        List<StateChange> statistics = eager.changes();
        for (int i = 0; i < statistics.size(); i++) {
            float[] expected = statistics.get(i).value();
            float[] found = compiled.changes().get(i).value();
            requireClose(phase, call, "a moving statistic", found, expected, 0, expected.length);
        }
    }

    private static void requireClose(
            Phase phase, PhaseCall call, String what, float[] found, float[] expected, int from, int to) {
        double difference = 0;
        double norm = 0;
        for (int i = from; i < to; i++) {
            double apart = found[i] - (double) expected[i];
            difference += apart * apart;
            norm += (double) expected[i] * expected[i];
        }
        requireClose(phase, call, what, Math.sqrt(difference), Math.sqrt(norm));
    }

    private static void requireClose(Phase phase, PhaseCall call, String what, double difference, double norm) {
        // What is not finite eagerly is refused later, and said there.
        if (Double.isFinite(norm) && !(difference <= Math.max(TOLERANCE * norm, 1e-12))) {
            throw new IllegalStateException("Cannot trust the plan of phase '" + phase.name() + "': at step "
                    + call.step() + " " + what + " differs from the eager one by " + difference + " (norm " + norm
                    + ", at most " + TOLERANCE + " of it). Use --eager, and report it.");
        }
    }
}
