package io.kindling.driver.internal.bench;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.Execution;
import io.kindling.program.StepResult;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;

/**
 * Checks many steps for leaks: compares memory, threads and open files of the driver and of its executors after a warm-up and at
 * the end.
 *
 * @param data a folder of IDX files
 * @param shards number of shards per batch
 * @param execution how the steps are computed
 * @param steps number of steps, including those of the warm-up
 */
public record SoakBench(Workload workload, String data, int shards, Execution execution, long steps) {
    /** The warm-up is this part of the steps: then processes have allocated what they need, and compiled most code. */
    private static final int WARM_UP = 5;

    public SoakBench {
        if (steps < WARM_UP) {
            throw SettingsException.invalid("steps", steps, "at least " + WARM_UP);
        }
    }

    private long warmUp() {
        return steps / WARM_UP;
    }

    /** @throws SettingsException if a master's executors are not processes of this one */
    public static void requireOwnProcesses(SparkMaster master) {
        if (!(master instanceof SparkMaster.LocalCluster || master.isThisProcess())) {
            throw SettingsException.invalid(
                    "master",
                    master.url(),
                    "local[N] or local-cluster[EXECUTORS,CORES,MB]: the benchmark reads the memory of the processes that it"
                            + " has started itself");
        }
    }

    /**
     * Runs the benchmark and returns the result that {@code --json} prints.
     *
     * @param runner computes the steps
     * @param progress receives the number of steps done from time to time
     */
    public Map<String, Object> run(Runner runner, LongConsumer progress) {
        double loss = 0;
        Map<String, ProcessUse> first = Map.of();
        long start = System.nanoTime();
        try (Training training = workload.start(runner, data, shards, execution)) {
            Steps all = new Steps(training);
            for (long done = 1; done <= steps; done++) {
                StepResult step = all.next();
                loss = step.loss();
                if (done == warmUp()) {
                    first = ProcessUse.ofDriverAndExecutors();
                }
                if (done % warmUp() == 0) {
                    progress.accept(done);
                }
            }
            return result(first, ProcessUse.ofDriverAndExecutors(), loss, (System.nanoTime() - start) / 1e9);
        }
    }

    private Map<String, Object> result(
            Map<String, ProcessUse> first, Map<String, ProcessUse> last, double loss, double seconds) {
        if (!first.keySet().equals(last.keySet())) {
            throw new ClusterException("Cannot compare: at step " + warmUp() + " there were "
                    + String.join(", ", first.keySet()) + ", and at the end " + String.join(", ", last.keySet()) + ".");
        }
        List<Pair> processes = first.entrySet().stream()
                .map(use -> new Pair(use.getKey(), use.getValue(), Objects.requireNonNull(last.get(use.getKey()))))
                .toList();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("command", "bench");
        result.put("workload", "soak");
        result.put("of", workload.name());
        result.put("mode", execution.name().toLowerCase(Locale.ROOT));
        result.put("shards", shards);
        result.put("steps", steps);
        result.put("value", processes.stream().mapToDouble(Pair::growth).max().orElseThrow());
        result.put("unit", "RSS at the end / RSS at step " + warmUp());
        result.put("processes", processes.stream().map(this::asMap).toList());
        result.put("seconds", seconds);
        result.put("loss", loss);
        return result;
    }

    /** What a process used after the warm-up and at the end. */
    private record Pair(String process, ProcessUse first, ProcessUse last) {
        double growth() {
            return (double) last.residentBytes() / first.residentBytes();
        }
    }

    private Map<String, Object> asMap(Pair pair) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("process", pair.process);
        map.put("rss_bytes", asMap(pair, ProcessUse::residentBytes));
        map.put("threads", asMap(pair, ProcessUse::threads));
        map.put("open_files", asMap(pair, ProcessUse::openFiles));
        return map;
    }

    private Map<String, Object> asMap(Pair pair, ToLongFunction<ProcessUse> quantity) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("step_" + warmUp(), quantity.applyAsLong(pair.first));
        map.put("end", quantity.applyAsLong(pair.last));
        return map;
    }
}
