package io.kindling.driver.bench;

import io.kindling.program.StepResult;
import io.kindling.program.Training;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a step of the guide's network takes: drawing and gathering the batch, the step, and reading its loss. The
 * median over several rounds, each of the same number of steps; the first rounds warm up and do not count.
 *
 * @param data a folder of IDX files
 * @param shards how many parts a batch is cut into
 */
public record MlpBench(String data, int shards) {
    private static final int STEPS = 400;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 7;

    /** Runs it; the result as {@code --json} prints it. */
    public Map<String, Object> run() {
        double[] micros = new double[ROUNDS];
        long rows = 0;
        double loss = 0;
        try (Training training = GuideMlp.start(data, shards)) {
            Steps steps = new Steps(training);
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                long start = System.nanoTime();
                long rowsOfRound = 0;
                for (int i = 0; i < STEPS; i++) {
                    StepResult step = steps.next();
                    rowsOfRound += step.rows();
                    loss = step.loss();
                }
                if (round >= 0) {
                    micros[round] = (System.nanoTime() - start) / 1e3 / STEPS;
                    rows += rowsOfRound;
                }
            }
        }
        Arrays.sort(micros);
        double median = micros[ROUNDS / 2];
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", "bench");
        result.put("workload", "mlp");
        result.put("mode", "eager");
        result.put("shards", shards);
        result.put("value", median);
        result.put("unit", "us/step");
        result.put("min", micros[0]);
        result.put("max", micros[ROUNDS - 1]);
        result.put("samples_per_second", (double) rows / ROUNDS / STEPS / median * 1e6);
        result.put("loss", loss);
        return result;
    }
}
