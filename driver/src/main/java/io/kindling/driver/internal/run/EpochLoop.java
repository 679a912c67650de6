package io.kindling.driver.internal.run;

import io.kindling.driver.internal.run.output.EpochHistory;
import io.kindling.driver.internal.run.output.MetricsLog;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.train.Training;
import io.kindling.train.internal.checkpoint.CheckpointWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** The epochs of a run: steps, validation, logs and checkpoints. */
final class EpochLoop {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final RunPlan plan;
    private final Training training;
    private final RunProgress progress;
    private final CheckpointWriter checkpoints;
    private final RunListener listener;
    /** Whether the state of the training and the progress are of the same step: not between an epoch's last step and its end. */
    private boolean isResumable = true;
    /** From the start of this process. */
    private OptionalDouble secondsToFirstStep = OptionalDouble.empty();
    /** When the time of the current epoch was last added to its totals. */
    private long counted;

    EpochLoop(
            RunPlan plan, Training training, RunProgress progress, CheckpointWriter checkpoints, RunListener listener) {
        this.plan = plan;
        this.training = training;
        this.progress = progress;
        this.checkpoints = checkpoints;
        this.listener = listener;
    }

    /** Trains until the end that the settings name. */
    void run(RunFolder folder) {
        List<String> columns = progress.epochs().isEmpty()
                ? List.of()
                : List.copyOf(progress.epochs().get(0).numbers().keySet());
        EpochImages samples = new EpochImages(folder.samples(), training, listener::note);
        try (MetricsLog log = folder.openMetrics(progress.metricsBytes());
                EpochHistory history = folder.openHistory(progress.historyBytes(), columns)) {
            try {
                epochs(log, history, samples);
                checkpoints.finish();
            } catch (CancellationException ended) {
                if (isResumable && checkpoints.isBehind(training.step())) {
                    checkpoint(log, history);
                    checkpoints.await();
                }
                throw ended;
            }
        }
    }

    private void epochs(MetricsLog log, EpochHistory history, EpochImages samples) {
        for (int epoch = progress.epochs().size(); epoch < plan.epochs() && !isOver(); epoch++) {
            EpochResult result = epoch(epoch, log, history);
            progress.epochEnded(result);
            history.write(result.epoch(), result.numbers());
            boolean stops = progress.stopping().stopsAfter(result);
            isResumable = true;
            samples.draw(epoch);
            listener.epochEnded(result);
            if (stops) {
                listener.note(progress.stopping().reason());
            }
            boolean last = epoch + 1 == plan.epochs() || isOver();
            if (last || checkpoints.isDue(training.step(), true)) {
                checkpoint(log, history);
            }
        }
    }

    /** From the start of this process to the first step of this run; empty before it. */
    OptionalDouble secondsToFirstStep() {
        return secondsToFirstStep;
    }

    private boolean isOver() {
        return progress.stopping().isReached() || plan.settings().length().reached(training.step());
    }

    private EpochResult epoch(int epoch, MetricsLog log, EpochHistory history) {
        listener.epochStarted(epoch);
        counted = System.nanoTime();
        for (StepResult step : training.epoch()) {
            if (secondsToFirstStep.isEmpty()) {
                secondsToFirstStep =
                        OptionalDouble.of(ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
            }
            progress.totals().add(step);
            progress.losses().add(step);
            boolean last = step.batch() + 1 == plan.stepsIn(epoch);
            if (step.batch() % plan.settings().logEvery() == 0 || last) {
                log.write(step);
            }
            isResumable = !last;
            listener.stepDone(step);
            // The last step's checkpoint is the epoch's, which has its validation.
            if (!last && checkpoints.isDue(training.step(), false)) {
                training.whenCurrent(() -> checkpoint(log, history));
            }
            if (last) {
                break;
            }
        }
        countSeconds();
        return progress.totals().result(epoch, validation(epoch));
    }

    private void countSeconds() {
        long now = System.nanoTime();
        progress.totals().addSeconds((now - counted) / NANOS);
        counted = now;
    }

    private void checkpoint(MetricsLog log, EpochHistory history) {
        countSeconds();
        checkpoints.save(training::snapshot, () -> {
            log.publish();
            history.publish();
            return progress.asConfig(log.length(), history.length())
                    .with("length", plan.settings().length().asConfig());
        });
    }

    private Optional<EpochResult.Validation> validation(int epoch) {
        if (plan.rows().validation().count() == 0 || !training.program().hasEvaluation()) {
            return Optional.empty();
        }
        listener.evaluating(epoch);
        long start = System.nanoTime();
        Evaluation evaluation = training.evaluate();
        double seconds = (System.nanoTime() - start) / NANOS;
        return Optional.of(new EpochResult.Validation(evaluation.loss(), evaluation.metrics(), seconds));
    }
}
