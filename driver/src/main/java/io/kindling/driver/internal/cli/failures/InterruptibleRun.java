package io.kindling.driver.internal.cli.failures;

import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.Plural;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.RunPlan;
import io.kindling.program.StepResult;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** A listener that knows where a run is. It forwards the run's events to another listener, until the run is interrupted. */
abstract class InterruptibleRun implements RunListener {
    private final RunListener listener;
    /** Formatted only when printed, so that steps stay fast. */
    private Supplier<String> where;

    /** How to continue the run from its newest checkpoint. */
    private final String continuing;

    private long savedSteps;
    private boolean interrupted;

    /** A training, which can be continued. */
    InterruptibleRun(RunListener listener, String continuing) {
        this.listener = listener;
        this.continuing = continuing;
        this.where = () -> savedSteps == 0
                ? "before the first step: nothing was saved. Run the same command to start over."
                : "before its first step, with " + continuingFromSaved();
    }

    /** A command that reports no events. */
    InterruptibleRun(RunListener listener) {
        this.listener = listener;
        this.continuing = "";
        this.where = () -> "";
    }

    private String continuingFromSaved() {
        return Plural.of(savedSteps, "step") + " saved. " + continuing;
    }

    /**
     * Makes the run end at its next event.
     *
     * @return false if it was interrupted already
     */
    final synchronized boolean interruptRun() {
        boolean first = !interrupted;
        interrupted = true;
        return first;
    }

    final synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** Where the run is, and what can be done. */
    final synchronized String where() {
        return where.get();
    }

    /** Forwards an event; the line is printed only between events, and the run ends at the first event after it. */
    final synchronized void forward(Runnable call) {
        if (interrupted) {
            throw new CancellationException("Cannot continue: interrupted.");
        }
        call.run();
    }

    private void at(StepResult step) {
        where = () -> savedSteps == 0
                ? "after " + Plural.of(step.step() + 1, "step") + ", in epoch " + (step.epoch() + 1)
                        + ": nothing was saved. Run the same command to start over."
                : "in epoch " + (step.epoch() + 1) + ", with " + continuingFromSaved();
    }

    @Override
    public void started(RunPlan plan) {
        forward(() -> listener.started(plan));
    }

    /** Not refused after a signal, which waits for the checkpoint. */
    @Override
    public synchronized void checkpointed(long steps) {
        savedSteps = steps;
        listener.checkpointed(steps);
    }

    @Override
    public void epochStarted(int epoch) {
        forward(() -> listener.epochStarted(epoch));
    }

    @Override
    public void stepDone(StepResult step) {
        forward(() -> {
            at(step);
            listener.stepDone(step);
        });
    }

    @Override
    public void evaluating(int epoch) {
        forward(() -> listener.evaluating(epoch));
    }

    @Override
    public void epochEnded(EpochResult result) {
        forward(() -> listener.epochEnded(result));
    }

    @Override
    public void saving() {
        forward(() -> {
            where = () -> "after the last step: the saved model may be incomplete.";
            listener.saving();
        });
    }

    @Override
    public void saved() {
        forward(() -> {
            where = () -> "after the last step: the models are saved, the result is not.";
            listener.saved();
        });
    }

    @Override
    public void waiting() {
        forward(listener::waiting);
    }

    @Override
    public void note(String line) {
        forward(() -> listener.note(line));
    }
}
