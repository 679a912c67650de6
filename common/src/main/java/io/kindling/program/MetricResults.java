package io.kindling.program;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.data.Batch;
import io.kindling.nn.internal.MetricUse;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.metric.PredictionMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The results of a program's metrics in training and in an evaluation: of those that its phases or its evaluation update, which
 * is found by running these functions on shapes alone. Where a function throws, all metrics count as updated: its first real run
 * throws, too.
 */
final class MetricResults {
    private final BuiltProgram program;
    private @Nullable Set<String> inTraining;
    private @Nullable Set<String> inEvaluation;

    MetricResults(BuiltProgram program) {
        this.program = program;
    }

    Map<String, Double> training(List<long[]> states) {
        return of(states, inTraining());
    }

    Map<String, Double> evaluation(List<long[]> states) {
        return of(states, inEvaluation());
    }

    Map<String, Double> all(List<long[]> states) {
        return of(states, program.metrics().keySet());
    }

    private Map<String, Double> of(List<long[]> states, Set<String> wanted) {
        Map<String, Double> results = new LinkedHashMap<>();
        int next = 0;
        for (Metric metric : program.metrics().values()) {
            long[] state = states.get(next++);
            if (wanted.contains(metric.name())) {
                results.put(metric.name(), program.inFunction("metric '" + metric.name() + "'", () -> {
                    metric.load(state);
                    return metric.result();
                }));
            }
        }
        return results;
    }

    private Set<String> inTraining() {
        Set<String> found = inTraining;
        if (found == null) {
            List<Runnable> phases = new ArrayList<>();
            for (int phase = 0; phase < program.phases().size(); phase++) {
                PhaseCall call = new PhaseCall(0, 0, 0, phase, 0);
                phases.add(() -> program.loss(call, new Step(call, 0, 1), batch()));
            }
            found = updatedBy(phases);
            inTraining = found;
        }
        return found;
    }

    private Set<String> inEvaluation() {
        Set<String> found = inEvaluation;
        if (found == null) {
            Step step = new Step(new PhaseCall(0, 0, 0, 0, 0), 0, 1);
            found = updatedBy(List.of(() -> program.evaluationLoss(step, batch())));
            inEvaluation = found;
        }
        return found;
    }

    private Batch batch() {
        return program.spec().data().symbolicBatch(program.spec().batchSize());
    }

    @SuppressWarnings("try") // scopes act by being open
    private Set<String> updatedBy(List<Runnable> functions) {
        Set<String> names = new LinkedHashSet<>();
        for (Metric metric : program.metrics().values()) {
            if (!reportsUpdates(metric)) {
                names.add(metric.name());
            }
        }
        for (Runnable function : functions) {
            try (Interpreter.ShapesOnly shapes = Interpreter.shapesOnly();
                    StateUpdates ignored = StateUpdates.collect()) {
                MetricUse.in(function).forEach(metric -> names.add(((Metric) metric).name()));
            } catch (Throwable thrown) {
                return program.metrics().keySet();
            }
        }
        return names;
    }

    private static boolean reportsUpdates(Metric metric) {
        return metric instanceof PredictionMetric || metric instanceof Mean;
    }
}
