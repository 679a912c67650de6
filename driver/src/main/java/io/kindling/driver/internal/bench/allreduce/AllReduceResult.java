package io.kindling.driver.internal.bench.allreduce;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a step costs besides computing.
 *
 * @param floats the number of weights
 * @param transport what the ranks exchange gradients and weights through
 * @param times of a step
 * @param floor of the least that must be done through this transport, measured in turns with the step
 */
public record AllReduceResult(int floats, String transport, StepTimes times, StepTimes floor) {
    private static final String UNIT = "us/step";
    private static final String ROW = "%10s  %-9s  %9s  %9s  %6s  %9s  %9s";

    /** The result as {@code --json} prints it. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("command", "bench");
        map.put("workload", "allreduce");
        map.put("floats", floats);
        map.put("transport", transport);
        map.put("value", times.median());
        map.put("unit", UNIT);
        map.put("floor", floor.median());
        map.put("ratio", times.median() / floor.median());
        map.put("fast", times.fast());
        map.put("fast_floor", floor.fast());
        return map;
    }

    /** The line above the rows of results. */
    public static String heading() {
        return String.format(Locale.ROOT, ROW, "floats", "transport", UNIT, "floor", "ratio", "fast", "floor");
    }

    /** The result as a row of a table. */
    public String row() {
        return String.format(
                Locale.ROOT,
                ROW,
                floats,
                transport,
                micros(times.median()),
                micros(floor.median()),
                String.format(Locale.ROOT, "%.2f", times.median() / floor.median()),
                micros(times.fast()),
                micros(floor.fast()));
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.1f", micros);
    }
}
