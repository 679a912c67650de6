package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.ExactNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The losses of all phases over a run, in at most {@value #MAX_POINTS} points however long the run is. Each point is the mean
 * over the same number of consecutive steps, which doubles whenever there are too many points. Losses of refused updates are left
 * out.
 */
final class LossCurve {
    static final int MAX_POINTS = 200;

    private final List<double[]> sums = new ArrayList<>();
    /** How many losses are in each sum. */
    private final List<double[]> counts = new ArrayList<>();

    private List<String> phases = List.of();
    private int stepsPerPoint = 1;
    private long steps;

    void add(StepResult step) {
        phases = List.copyOf(step.losses().keySet());
        if (steps % stepsPerPoint == 0) {
            if (sums.size() == MAX_POINTS) {
                halve();
            }
            sums.add(new double[phases.size()]);
            counts.add(new double[phases.size()]);
        }
        double[] sum = sums.get(sums.size() - 1);
        double[] count = counts.get(counts.size() - 1);
        int phase = 0;
        for (double loss : step.losses().values()) {
            if (!Double.isNaN(loss)) {
                sum[phase] += loss;
                count[phase]++;
            }
            phase++;
        }
        steps++;
    }

    private void halve() {
        halve(sums);
        halve(counts);
        stepsPerPoint *= 2;
    }

    private static void halve(List<double[]> points) {
        for (int i = 0; i < MAX_POINTS / 2; i++) {
            double[] first = points.get(2 * i);
            double[] second = points.get(2 * i + 1);
            points.set(i, first);
            Arrays.setAll(first, phase -> first[phase] + second[phase]);
        }
        points.subList(MAX_POINTS / 2, MAX_POINTS).clear();
    }

    Config asConfig() {
        return Config.of(
                "phases",
                phases,
                "steps_per_point",
                stepsPerPoint,
                "steps",
                steps,
                "sums",
                texts(sums),
                "counts",
                texts(counts));
    }

    private static List<List<String>> texts(List<double[]> points) {
        return points.stream().map(point -> ExactNumbers.texts(point)).toList();
    }

    /** Continues a curve that {@link #asConfig} described. */
    static LossCurve from(Config config) {
        LossCurve curve = new LossCurve();
        curve.phases = config.strings("phases");
        curve.stepsPerPoint = config.integer("steps_per_point");
        curve.steps = config.longInteger("steps");
        config.list("sums").forEach(sum -> curve.sums.add(ExactNumbers.values((List<?>) sum)));
        config.list("counts").forEach(count -> curve.counts.add(ExactNumbers.values((List<?>) count)));
        return curve;
    }

    /** Returns the x coordinate of each point: the middle of its steps. */
    double[] at() {
        double[] at = new double[sums.size()];
        Arrays.setAll(at, i -> (double) i * stepsPerPoint + (stepsOf(i) - 1) / 2.0);
        return at;
    }

    /** Returns the mean losses of each phase, by phase name; NaN where there is none. */
    Map<String, double[]> losses() {
        Map<String, double[]> losses = new LinkedHashMap<>();
        for (int phase = 0; phase < phases.size(); phase++) {
            double[] means = new double[sums.size()];
            for (int i = 0; i < means.length; i++) {
                means[i] = sums.get(i)[phase] / counts.get(i)[phase];
            }
            losses.put(phases.get(phase), means);
        }
        return losses;
    }

    private double stepsOf(int point) {
        return Math.min(stepsPerPoint, steps - (long) point * stepsPerPoint);
    }
}
