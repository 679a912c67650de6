package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.ExactNumbers;
import java.util.LinkedHashMap;
import java.util.Map;

/** The mean loss of each phase over steps, each weighted by its rows, without the steps whose update was refused. */
public final class LossMeans {
    private final Map<String, Double> weighted = new LinkedHashMap<>();
    private final Map<String, Long> rows = new LinkedHashMap<>();

    public void add(StepResult step) {
        step.losses().forEach((phase, loss) -> {
            boolean counts = !Double.isNaN(loss);
            weighted.merge(phase, counts ? loss * step.rows() : 0, Double::sum);
            rows.merge(phase, counts ? (long) step.rows() : 0, Long::sum);
        });
    }

    /** Returns the means by phase; NaN for a phase without a loss. */
    public Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        weighted.forEach((phase, sum) -> means.put(phase, sum / rows.getOrDefault(phase, 0L)));
        return means;
    }

    Config asConfig() {
        return Config.of("weighted", ExactNumbers.texts(weighted), "rows", Config.of(rows));
    }

    /** Continues means that {@link #asConfig} described. */
    static LossMeans from(Config config) {
        LossMeans means = new LossMeans();
        means.weighted.putAll(ExactNumbers.values(config.config("weighted")));
        Config rows = config.config("rows");
        rows.names().forEach(phase -> means.rows.put(phase, rows.longInteger(phase)));
        return means;
    }
}
