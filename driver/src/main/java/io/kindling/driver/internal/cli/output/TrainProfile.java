package io.kindling.driver.internal.cli.output;

import io.kindling.compile.internal.PlanProfile;
import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.RunPlan;
import io.kindling.program.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Collects the timings of {@code --profile}, and forwards all events to another listener. */
public final class TrainProfile implements RunListener {
    private static final int LINES = 12;

    /** The total of all lines with the same name. */
    private record Sum(long nanos, double operations) {
        Sum plus(PlanProfile.Line line) {
            return new Sum(nanos + line.nanos(), operations + line.operations() * line.runs());
        }
    }

    private final RunListener next;
    private long steps;
    private long wholeNanos;
    private long computeNanos;
    private long updateNanos;
    private long waitNanos;

    private TrainProfile(RunListener next) {
        this.next = next;
    }

    /** Turns on timing for plans compiled from here on. */
    public static TrainProfile before(RunListener next) {
        PlanProfile.timeAll();
        return new TrainProfile(next);
    }

    @Override
    public void started(RunPlan plan) {
        next.started(plan);
    }

    @Override
    public void epochStarted(int epoch) {
        next.epochStarted(epoch);
    }

    @Override
    public void stepDone(StepResult step) {
        steps++;
        wholeNanos += step.time().wholeNanos();
        computeNanos += step.time().computeNanos();
        updateNanos += step.time().updateNanos();
        waitNanos += step.time().waitNanos();
        next.stepDone(step);
    }

    @Override
    public void evaluating(int epoch) {
        next.evaluating(epoch);
    }

    @Override
    public void epochEnded(EpochResult result) {
        next.epochEnded(result);
    }

    @Override
    public void saving() {
        next.saving();
    }

    @Override
    public void saved() {
        next.saved();
    }

    @Override
    public void note(String line) {
        next.note(line);
    }

    /** Returns the report, with one table for kernels and one for layers. */
    public String text() {
        List<PlanProfile.Line> lines = PlanProfile.all();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Profile of %d steps: %.3f ms per step, of which %.3f computing, %.3f reducing and updating,"
                        + " %.3f waiting.%n",
                steps,
                perStep(wholeNanos),
                perStep(computeNanos),
                perStep(updateNanos),
                perStep(waitNanos)));
        if (lines.isEmpty()) {
            return text + "No kernel was timed: no phase was compiled, or other processes computed the shards.\n";
        }
        table(text, "kernel", lines, PlanProfile.Line::kernel);
        table(text, "layer", lines, line -> line.layer().isEmpty() ? "(outside layers)" : line.layer());
        return text.toString();
    }

    private double perStep(long nanos) {
        return nanos / 1e6 / Math.max(1, steps);
    }

    private static void table(
            StringBuilder text, String what, List<PlanProfile.Line> lines, Function<PlanProfile.Line, String> name) {
        Map<String, Sum> sums = new LinkedHashMap<>();
        long all = 0;
        for (PlanProfile.Line line : lines) {
            all += line.nanos();
            sums.put(
                    name.apply(line),
                    sums.getOrDefault(name.apply(line), new Sum(0, 0)).plus(line));
        }
        List<Map.Entry<String, Sum>> order = new ArrayList<>(sums.entrySet());
        order.sort(Comparator.comparingLong(
                (Map.Entry<String, Sum> entry) -> -entry.getValue().nanos()));
        text.append(String.format(Locale.ROOT, "%n%10s %7s %10s  %s%n", "ms", "share", "GFLOP/s", what));
        for (Map.Entry<String, Sum> entry : order.subList(0, Math.min(LINES, order.size()))) {
            Sum sum = entry.getValue();
            text.append(String.format(
                    Locale.ROOT,
                    "%10.2f %6.1f%% %10s  %s%n",
                    sum.nanos() / 1e6,
                    100.0 * sum.nanos() / Math.max(1, all),
                    sum.operations() == 0
                            ? ""
                            : String.format(Locale.ROOT, "%.1f", sum.operations() / Math.max(1, sum.nanos())),
                    entry.getKey()));
        }
    }
}
