package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.RunPlan;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints exactly the lines of the guide's loop; for a program of several phases one line per phase, as for its GAN. */
public final class GuideLog implements RunListener {
    private final PrintStream out;
    private @Nullable RunPlan plan;

    public GuideLog(PrintStream out) {
        this.out = out;
    }

    @Override
    public void started(RunPlan newPlan) {
        plan = newPlan;
        RunText.opening(newPlan).forEach(out::println);
    }

    @Override
    public void stepDone(StepResult step) {
        if (step.batch() == 0) {
            line(step.losses().size() > 1 ? "\nStart epoch %d" : "\nStart of epoch %d", step.epoch());
        }
        if (plan != null && step.batch() % plan.settings().logEvery() == 0) {
            losses(step);
        }
    }

    private void losses(StepResult step) {
        if (step.losses().size() > 1) {
            step.losses().forEach((phase, loss) -> line("%s loss at step %d: %.2f", phase, step.batch(), loss));
            return;
        }
        line("Training loss (for one batch) at step %d: %.4f", step.batch(), step.loss());
        // The guide counts the last batch as a full one even if it is smaller.
        line("Seen so far: %d samples", (step.batch() + 1L) * settings().batchSize());
    }

    private RunSettings settings() {
        return Objects.requireNonNull(plan, "started() must be called first")
                .settings()
                .run();
    }

    @Override
    public void epochEnded(EpochResult result) {
        firstOf(result.metrics(), "Training acc over epoch: %.4f");
        result.validation().ifPresent(validation -> firstOf(validation.metrics(), "Validation acc: %.4f"));
        line(
                "Time taken: %.2fs",
                result.seconds()
                        + result.validation()
                                .map(EpochResult.Validation::seconds)
                                .orElse(0.0));
    }

    private void firstOf(Map<String, Double> metrics, String format) {
        metrics.values().stream().findFirst().ifPresent(metric -> line(format, metric));
    }

    @Override
    public void note(String line) {
        out.println(Printable.shortened(line));
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
