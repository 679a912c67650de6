package io.kindling.driver.internal.bench;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.Execution;
import io.kindling.program.RunSettings;
import io.kindling.program.internal.replica.Replica;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how many rows per second the guide's network evaluates, including gathering, loss and accuracy. Reports the median
 * of several passes over all training rows, after a {@linkplain WarmUp warm-up}.
 *
 * @param data a folder of IDX files
 * @param shards number of shards the rows are divided into, each on one core
 * @param execution how the rows are computed
 */
public record EvaluateBench(String data, int shards, Execution execution) {
    private static final int ROUNDS = 15;

    /** Runs the benchmark and returns the result that {@code --json} prints. */
    public Map<String, Object> run() {
        Examples rows = IdxFolder.open(Location.of(data)).training().readAll();
        double[] seconds = new double[ROUNDS];
        double loss = 0;
        try (Training training = Runner.local()
                .settings(RunSettings.DEFAULT.withShards(shards).withExecution(execution))
                .start(
                        Classifier.class,
                        Classifier.DEFAULTS.with("rescale", true),
                        new Split<>(rows.take(RunSettings.DEFAULT.batchSize()), rows))) {
            WarmUp.with(training::evaluate);
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                loss = training.evaluate().loss();
                seconds[round] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", "bench");
        result.put("workload", "evaluate");
        result.put("mode", execution.name().toLowerCase(Locale.ROOT));
        result.put("shards", shards);
        result.put("batch", Replica.EVALUATION_BATCH);
        result.put("value", rows.count() / seconds[ROUNDS / 2]);
        result.put("unit", "samples/s");
        result.put("min", rows.count() / seconds[ROUNDS - 1]);
        result.put("max", rows.count() / seconds[0]);
        result.put("loss", loss);
        return result;
    }
}
