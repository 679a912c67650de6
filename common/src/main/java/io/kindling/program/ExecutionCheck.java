package io.kindling.program;

import io.kindling.nn.WeightLayout;
import java.util.Map;

/** Compares what a phase's plan gave with what its code gave, operation by operation. */
final class ExecutionCheck {
    /** Relative to the norm of what is compared: float32 sums in another order. */
    private static final double TOLERANCE = 1e-5;

    private ExecutionCheck() {}

    /** @throws IllegalStateException naming the first difference */
    static void requireEqual(BuiltProgram program, PhaseCall call, ShardResult compiled, ShardResult eager) {
        Phase phase = program.phases().get(call.phase());
        requireClose(phase, call, "loss", Math.abs(compiled.loss() - eager.loss()), Math.abs(eager.loss()));
        Map<String, Double> metrics = program.metricResults(compiled.metrics());
        program.metricResults(eager.metrics())
                .forEach((name, value) -> requireClose(
                        phase,
                        call,
                        "metric '" + name + "'",
                        Math.abs(metrics.getOrDefault(name, Double.NaN) - value),
                        Math.abs(value)));
        for (WeightLayout.Slice slice : program.layout(phase).slices()) {
            double difference = 0;
            double norm = 0;
            for (int i = slice.from(); i < slice.to(); i++) {
                double expected = eager.gradient()[i];
                double apart = compiled.gradient()[i] - expected;
                difference += apart * apart;
                norm += expected * expected;
            }
            requireClose(phase, call, "the gradient by '" + slice.name() + "'", Math.sqrt(difference), Math.sqrt(norm));
        }
    }

    private static void requireClose(Phase phase, PhaseCall call, String what, double difference, double norm) {
        if (!(difference <= TOLERANCE * norm) && difference > 1e-12) {
            throw new IllegalStateException("Cannot trust the plan of phase '" + phase.name() + "': at step "
                    + call.step() + " " + what + " differs from the eager one by " + difference + " (norm " + norm
                    + ", at most " + TOLERANCE + " of it). Use --eager, and report it.");
        }
    }
}
