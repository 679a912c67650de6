package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.LossMeans;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.RunPlan;
import io.kindling.program.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress as Keras does: on a terminal one line that is overwritten, otherwise a new line every few seconds.
 */
public final class Progress implements RunListener {
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;
    private static final double NANOS = 1e9;

    private final Console out;
    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private LossMeans losses = new LossMeans();
    private @Nullable RunPlan plan;
    private @Nullable StepResult last;
    private int epoch;
    private long rows;
    private long epochStart;
    private long firstStepEnd;
    private long lastShown;

    Progress(Console out, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = out.terminal();
        this.nanoTime = nanoTime;
    }

    public static Progress on(Console console) {
        return new Progress(console, System::nanoTime);
    }

    @Override
    public void started(RunPlan newPlan) {
        plan = newPlan;
        RunText.opening(newPlan).forEach(out::line);
    }

    @Override
    public void epochStarted(int newEpoch) {
        epoch = newEpoch;
        rows = 0;
        last = null;
        losses = new LossMeans();
        epochStart = nanoTime.getAsLong();
        lastShown = epochStart;
        if (terminal.isPresent()) {
            out.line(title());
        }
    }

    private String title() {
        return "Epoch " + (epoch + 1) + "/" + plan().epochs();
    }

    @Override
    public void stepDone(StepResult step) {
        last = step;
        rows += step.rows();
        losses.add(step);
        long now = nanoTime.getAsLong();
        if (step.rows() == rows) {
            firstStepEnd = now;
        }
        // Without a terminal, the line at the end of the epoch replaces that of the last step.
        boolean epochLineNext = !terminal.isPresent() && step.batch() + 1 == plan().stepsIn(epoch);
        if (!epochLineNext && now - lastShown >= (terminal.isPresent() ? TERMINAL_NANOS : PLAIN_NANOS)) {
            lastShown = now;
            show((now - epochStart) / NANOS);
        }
    }

    /** Prints the current progress. */
    private void show(double seconds) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        Map<String, Double> means = losses.means();
        means.forEach((phase, mean) -> numbers.put(means.size() == 1 ? "loss" : phase, mean));
        StepResult step = Objects.requireNonNull(last);
        numbers.putAll(step.metrics());
        int laterSteps = step.batch();
        double stepSeconds = laterSteps == 0 ? Double.NaN : (nanoTime.getAsLong() - firstStepEnd) / NANOS / laterSteps;
        ProgressBar bar = new ProgressBar(laterSteps + 1L, plan().stepsIn(epoch), rows, seconds, stepSeconds, numbers);
        if (terminal.isPresent()) {
            out.live(bar.fitting(terminal.columns() - 1));
        } else {
            out.line(title() + " - " + bar.sentence());
        }
    }

    @Override
    public void evaluating(int evaluated) {
        if (terminal.isPresent()) {
            show((nanoTime.getAsLong() - epochStart) / NANOS);
        }
    }

    @Override
    public void epochEnded(EpochResult result) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        boolean single = result.losses().size() == 1;
        result.losses().forEach((phase, loss) -> numbers.put(single ? "loss" : phase, loss));
        numbers.putAll(result.metrics());
        result.validation().ifPresent(validation -> {
            numbers.put("val_loss", validation.loss());
            validation.metrics().forEach((name, value) -> numbers.put("val_" + name, value));
        });
        long steps = plan().stepsIn(result.epoch());
        ProgressBar bar = new ProgressBar(steps, steps, rows, result.seconds(), 0, numbers);
        if (terminal.isPresent()) {
            out.err().println(bar.closing(terminal.columns() - 1));
        } else {
            out.line(title() + " - " + bar.sentence());
        }
    }

    @Override
    public void note(String line) {
        out.line(line);
    }

    private RunPlan plan() {
        return Objects.requireNonNull(plan, "started() must be called first");
    }
}
