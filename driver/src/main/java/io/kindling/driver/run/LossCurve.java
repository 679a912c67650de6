package io.kindling.driver.run;

import io.kindling.program.StepResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The losses of all phases over a run, in at most {@value #MOST_POINTS} points however long it is: each the mean over as
 * many consecutive steps, which double whenever the points are too many.
 */
final class LossCurve {
    static final int MOST_POINTS = 200;

    private final List<double[]> sums = new ArrayList<>();
    private List<String> phases = List.of();
    private int stepsAPoint = 1;
    private long steps;

    void add(StepResult step) {
        phases = List.copyOf(step.losses().keySet());
        if (steps % stepsAPoint == 0) {
            if (sums.size() == MOST_POINTS) {
                halve();
            }
            sums.add(new double[phases.size()]);
        }
        double[] sum = sums.get(sums.size() - 1);
        int phase = 0;
        for (double loss : step.losses().values()) {
            sum[phase++] += loss;
        }
        steps++;
    }

    private void halve() {
        for (int i = 0; i < MOST_POINTS / 2; i++) {
            double[] first = sums.get(2 * i);
            double[] second = sums.get(2 * i + 1);
            sums.set(i, first);
            Arrays.setAll(first, phase -> first[phase] + second[phase]);
        }
        sums.subList(MOST_POINTS / 2, MOST_POINTS).clear();
        stepsAPoint *= 2;
    }

    /** The middle of each point's steps. */
    double[] at() {
        double[] at = new double[sums.size()];
        Arrays.setAll(at, i -> (double) i * stepsAPoint + (stepsOf(i) - 1) / 2.0);
        return at;
    }

    /** Each phase's mean losses, by its name. */
    Map<String, double[]> losses() {
        Map<String, double[]> losses = new LinkedHashMap<>();
        for (int phase = 0; phase < phases.size(); phase++) {
            double[] means = new double[sums.size()];
            for (int i = 0; i < means.length; i++) {
                means[i] = sums.get(i)[phase] / stepsOf(i);
            }
            losses.put(phases.get(phase), means);
        }
        return losses;
    }

    private double stepsOf(int point) {
        return Math.min(stepsAPoint, steps - (long) point * stepsAPoint);
    }
}
