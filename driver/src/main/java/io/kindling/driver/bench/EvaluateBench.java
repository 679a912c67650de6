package io.kindling.driver.bench;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.Execution;
import io.kindling.program.Replica;
import io.kindling.program.RunSettings;
import io.kindling.program.Runner;
import io.kindling.program.Training;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many rows a second the guide's network evaluates: gathering, the network, its loss and its accuracy. The median over
 * several passes over all training rows; those before the JVM has compiled what it runs ({@link WarmUp}) do not count.
 *
 * @param data a folder of IDX files
 * @param shards how many parts the rows are cut into, one a core
 * @param execution how the rows are computed
 */
public record EvaluateBench(String data, int shards, Execution execution) {
    private static final int ROUNDS = 15;

    /** Runs it; the result as {@code --json} prints it. */
    public Map<String, Object> run() {
        Examples rows = IdxFolder.open(Location.of(data)).training().readAll();
        double[] seconds = new double[ROUNDS];
        double loss = 0;
        try (Training training = Runner.local()
                .settings(RunSettings.DEFAULT
                        .withShards(shards)
                        .withConfig(Classifier.DEFAULTS.with("rescale", true))
                        .withExecution(execution))
                .start(new Classifier(), new Split<>(rows.take(RunSettings.DEFAULT.batchSize()), rows))) {
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
