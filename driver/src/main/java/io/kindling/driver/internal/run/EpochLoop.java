package io.kindling.driver.internal.run;

import io.kindling.driver.internal.run.output.EarlierLog;
import io.kindling.driver.internal.run.output.EpochHistory;
import io.kindling.driver.internal.run.output.MetricsLog;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.program.TrainingSnapshot;
import io.kindling.train.Training;
import io.kindling.train.internal.checkpoint.CheckpointWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * The epochs of a run: steps, validation, logs and checkpoints. What is logged meanwhile on the training's thread has the run's
 * folder and the number of the last step in its context.
 */
final class EpochLoop {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    /** Names in the context of log messages. */
    private static final String RUN = "kindling.run";

    private static final String STEP = "kindling.step";

    private final RunPlan plan;
    private final Training training;
    private final RunProgress progress;
    private final CheckpointWriter checkpoints;
    private final RunListener listener;
    private final Consumer<StepResult> monitor;
    /** Whether the state of the training and the progress are of the same step: not between an epoch's last step and its end. */
    private boolean isResumable = true;
    /** From the start of this process. */
    private OptionalDouble secondsToFirstStep = OptionalDouble.empty();
    /** Whether this process has told of a refused update. */
    private boolean hasRefused;
    /** When the time of the current epoch was last added to its totals. */
    private long counted;

    /** @param monitor receives each step after the listener */
    EpochLoop(
            RunPlan plan,
            Training training,
            RunProgress progress,
            CheckpointWriter checkpoints,
            RunListener listener,
            Consumer<StepResult> monitor) {
        this.plan = plan;
        this.training = training;
        this.progress = progress;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.monitor = monitor;
    }

    /** Trains until the end that the settings name. */
    void run(RunFolder folder) {
        EarlierLog earlier = folder.origin().metrics(progress.metricsBytes(), training.step());
        byte[] lines = earlier.lines();
        earlier.missing(lines).ifPresent(listener::note);
        EpochImages samples = new EpochImages(folder.samples(), training, listener::note);
        MDC.put(RUN, folder.toString());
        try (MetricsLog log = folder.openMetrics(lines);
                EpochHistory history = folder.openHistory()) {
            progress.epochs().forEach(epoch -> history.write(epoch.epoch(), epoch.numbers()));
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
        } finally {
            MDC.remove(RUN);
            MDC.remove(STEP);
        }
    }

    private void epochs(MetricsLog log, EpochHistory history, EpochImages samples) {
        for (int epoch = progress.epochs().size(); epoch < plan.epochs() && !isOver(); epoch++) {
            EpochResult result = epoch(epoch, log, history);
            progress.epochEnded(result);
            history.write(result.epoch(), result.numbers());
            boolean best = progress.best().add(result, training.step())
                    && progress.best().restores();
            isResumable = true;
            samples.draw(epoch);
            listener.epochEnded(result);
            if (result.refused() > 0) {
                listener.note("Epoch " + (epoch + 1) + ": " + Plural.of(result.refused(), "update")
                        + " refused because loss or gradient were not finite; the losses and metrics leave them out.");
            }
            if (progress.best().isReached()) {
                listener.note(progress.best().reason());
            }
            boolean last = epoch + 1 == plan.epochs() || isOver();
            if (best) {
                TrainingSnapshot snapshot = training.snapshot();
                progress.keepBest(snapshot.weights());
                checkpoint(log, history, () -> snapshot);
            } else if (last || checkpoints.isDue(training.step(), true)) {
                checkpoint(log, history);
            }
        }
    }

    /** From the start of this process to the first step of this run; empty before it. */
    OptionalDouble secondsToFirstStep() {
        return secondsToFirstStep;
    }

    private boolean isOver() {
        return progress.best().isReached() || plan.settings().length().reached(training.step());
    }

    private EpochResult epoch(int epoch, MetricsLog log, EpochHistory history) {
        listener.epochStarted(epoch);
        counted = System.nanoTime();
        for (StepResult step : training.epoch()) {
            if (secondsToFirstStep.isEmpty()) {
                secondsToFirstStep =
                        OptionalDouble.of(ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
            }
            MDC.put(STEP, Long.toString(step.step()));
            progress.totals().add(step);
            progress.losses().add(step);
            boolean last = step.batch() + 1 == plan.stepsIn(epoch);
            if (step.batch() % plan.settings().logEvery() == 0 || last) {
                log.write(step);
            }
            isResumable = !last;
            listener.stepDone(step);
            monitor.accept(step);
            noteRefused(step);
            // The last step's checkpoint is the epoch's, which has its validation.
            if (!last && checkpoints.isDue(training.step(), false)) {
                training.whenCurrent(() -> checkpoint(log, history));
            }
            if (last) {
                break;
            }
        }
        training.requireUpdates();
        countSeconds();
        return progress.totals().result(epoch, validation(epoch));
    }

    /** Tells of the first refused update; their number follows at the end of each epoch. */
    private void noteRefused(StepResult step) {
        if (!step.refused().isEmpty() && !hasRefused) {
            hasRefused = true;
            listener.note(step.refused().get(0) + " Training goes on, as --on-nan says; further ones are counted.");
        }
    }

    private void countSeconds() {
        long now = System.nanoTime();
        progress.totals().addSeconds((now - counted) / NANOS);
        counted = now;
    }

    private void checkpoint(MetricsLog log, EpochHistory history) {
        checkpoint(log, history, training::snapshot);
    }

    private void checkpoint(MetricsLog log, EpochHistory history, Supplier<TrainingSnapshot> state) {
        countSeconds();
        checkpoints.save(
                state,
                () -> {
                    log.publish();
                    history.publish();
                    return progress.asConfig(log.length())
                            .with("length", plan.settings().length().asConfig());
                },
                progress.best().restores() ? progress.best().steps() : List.of());
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
