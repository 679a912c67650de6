package io.kindling.driver.internal.bench;

import io.kindling.driver.internal.SettingsException;
import io.kindling.program.Execution;
import io.kindling.program.StepResult;
import io.kindling.train.Training;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Checks many steps for leaks: compares memory, threads and open files of the process after a warm-up and at the end.
 *
 * @param data a folder of IDX files
 * @param shards number of shards per batch
 * @param execution how the steps are computed
 * @param steps number of steps, including those of the warm-up
 */
public record SoakBench(Workload workload, String data, int shards, Execution execution, long steps) {
    public SoakBench {
        if (steps <= workload.soakWarmUp()) {
            throw SettingsException.invalid("steps", steps, "more than " + workload.soakWarmUp() + ", the warm-up");
        }
    }

    /**
     * Runs the benchmark and returns the result that {@code --json} prints.
     *
     * @param progress receives the number of steps done from time to time
     */
    public Map<String, Object> run(LongConsumer progress) {
        double loss = 0;
        ProcessUse first = ProcessUse.now();
        long start = System.nanoTime();
        try (Training training = workload.start(data, shards, execution)) {
            Steps all = new Steps(training);
            for (long done = 1; done <= steps; done++) {
                StepResult step = all.next();
                loss = step.loss();
                if (done == workload.soakWarmUp()) {
                    first = ProcessUse.now();
                }
                if (done % workload.soakWarmUp() == 0) {
                    progress.accept(done);
                }
            }
            return result(first, ProcessUse.now(), loss, (System.nanoTime() - start) / 1e9);
        }
    }

    private Map<String, Object> result(ProcessUse first, ProcessUse last, double loss, double seconds) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", "bench");
        result.put("workload", "soak");
        result.put("of", workload.name());
        result.put("mode", execution.name().toLowerCase(Locale.ROOT));
        result.put("shards", shards);
        result.put("steps", steps);
        result.put("value", (double) last.residentBytes() / first.residentBytes());
        result.put("unit", "RSS at the end / RSS at step " + workload.soakWarmUp());
        result.put("rss_bytes", pair(first.residentBytes(), last.residentBytes()));
        result.put("threads", pair(first.threads(), last.threads()));
        result.put("open_files", pair(first.openFiles(), last.openFiles()));
        result.put("seconds", seconds);
        result.put("loss", loss);
        return result;
    }

    private Map<String, Object> pair(long first, long last) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("step_" + workload.soakWarmUp(), first);
        pair.put("end", last);
        return pair;
    }
}
