package io.kindling.driver.internal.bench;

import io.kindling.program.Execution;
import io.kindling.program.StepResult;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long a training step takes, including drawing and gathering the batch and reading the loss. Reports the median
 * of several rounds with the same number of steps, after a {@linkplain WarmUp warm-up}.
 *
 * @param data a folder of IDX files
 * @param shards number of shards per batch
 * @param execution how the steps are computed
 */
public record StepBench(Workload workload, String data, int shards, Execution execution) {
    private static final int ROUNDS = 7;

    /** Runs the benchmark and returns the result that {@code --json} prints. */
    public Map<String, Object> run() {
        double[] seconds = new double[ROUNDS];
        long rows = 0;
        double loss = 0;
        double first;
        try (Training training = workload.start(Runner.local(), data, shards, execution)) {
            Steps all = new Steps(training);
            first = Round.of(all, 1).nanos / 1e9;
            WarmUp.with(() -> Round.of(all, workload.stepsPerRound()));
            for (int i = 0; i < ROUNDS; i++) {
                Round round = Round.of(all, workload.stepsPerRound());
                seconds[i] = round.nanos / 1e9 / workload.stepsPerRound();
                rows += round.rows;
                loss = round.loss;
            }
        }
        Arrays.sort(seconds);
        Map<String, Object> result = result(seconds, (double) rows / ROUNDS / workload.stepsPerRound(), loss);
        result.put("first_step_seconds", first);
        return result;
    }

    private record Round(long nanos, long rows, double loss) {
        static Round of(Steps all, int steps) {
            long start = System.nanoTime();
            long rows = 0;
            double loss = 0;
            for (int i = 0; i < steps; i++) {
                StepResult step = all.next();
                rows += step.rows();
                loss = step.loss();
            }
            return new Round(System.nanoTime() - start, rows, loss);
        }
    }

    private Map<String, Object> result(double[] sorted, double rowsPerStep, double loss) {
        double median = sorted[ROUNDS / 2];
        double unit = workload.unit().perSecond;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", "bench");
        result.put("workload", workload.name());
        result.put("mode", execution.name().toLowerCase(Locale.ROOT));
        result.put("shards", shards);
        result.put("value", median * unit);
        result.put("unit", workload.unit().text);
        result.put("min", sorted[0] * unit);
        result.put("max", sorted[ROUNDS - 1] * unit);
        result.put("samples_per_second", rowsPerStep / median);
        result.put("gflops", workload.operations() / median / 1e9);
        result.put("loss", loss);
        return result;
    }
}
