package io.kindling.driver.bench;

import io.kindling.driver.SettingsException;
import io.kindling.program.StepResult;
import io.kindling.program.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Whether many steps leave the process as it was: its memory, threads and open files after the first steps and at the end.
 *
 * @param data a folder of IDX files
 * @param shards how many parts a batch is cut into
 * @param steps how many steps, more than the first ones
 */
public record SoakBench(String data, int shards, long steps) {
    /** After so many steps the process has all it needs. */
    private static final long FIRST = 1_000;

    public SoakBench {
        if (steps <= FIRST) {
            throw SettingsException.invalid("steps", steps, "more than " + FIRST + ", which warm up");
        }
    }

    /**
     * Runs it; the result as {@code --json} prints it.
     *
     * @param progress told the number of steps done, every thousand
     */
    public Map<String, Object> run(LongConsumer progress) {
        double loss = 0;
        ProcessUse first = ProcessUse.now();
        long start = System.nanoTime();
        try (Training training = GuideMlp.start(data, shards)) {
            Steps all = new Steps(training);
            for (long done = 1; done <= steps; done++) {
                StepResult step = all.next();
                loss = step.loss();
                if (done == FIRST) {
                    first = ProcessUse.now();
                }
                if (done % FIRST == 0) {
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
        result.put("of", "mlp");
        result.put("mode", "eager");
        result.put("shards", shards);
        result.put("steps", steps);
        result.put("value", (double) last.residentBytes() / first.residentBytes());
        result.put("unit", "RSS at the end / RSS at step " + FIRST);
        result.put("rss_bytes", pair(first.residentBytes(), last.residentBytes()));
        result.put("threads", pair(first.threads(), last.threads()));
        result.put("open_files", pair(first.openFiles(), last.openFiles()));
        result.put("seconds", seconds);
        result.put("loss", loss);
        return result;
    }

    private static Map<String, Object> pair(long first, long last) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("step_" + FIRST, first);
        pair.put("end", last);
        return pair;
    }
}
