package io.kindling.driver.cli;

import io.kindling.driver.run.Counted;
import io.kindling.driver.run.EpochResult;
import io.kindling.driver.run.RunListener;
import io.kindling.driver.run.RunPlan;
import io.kindling.program.StepResult;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Says in one line where a signal ended a command, before Spark goes down and says it in many. It follows the run on its way
 * to another listener, which hears nothing more once the line is written.
 */
final class Interruption implements RunListener, AutoCloseable {
    /** Spark's hook has 30 more than file systems', and must find them open. */
    private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;

    /** A run ends at its next step; one that does not is not waited for. */
    private static final long END_MILLIS = 1_000;

    private final Console console;
    private final RunListener listener;
    private final Runnable hook = this::end;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Put in words only when it is told: a step must not wait for its sentence. */
    private Supplier<String> where = () -> "before the first step: nothing was saved. The same command starts over";

    private boolean happened;

    private Interruption(Console console, RunListener listener) {
        this.console = console;
        this.listener = listener;
    }

    /** Watches until it is closed. */
    static Interruption watch(Console console, RunListener listener) {
        Interruption watching = new Interruption(console, listener);
        ShutdownHookManager.get().addShutdownHook(watching.hook, BEFORE_SPARK);
        return watching;
    }

    /** Watches a command that nobody follows. */
    static <T> T during(Console console, Supplier<T> command) {
        try (Interruption watching = watch(console, new RunListener() {})) {
            watching.where = () -> "";
            // It hears of nothing at which it could end.
            watching.closed.countDown();
            return command.get();
        }
    }

    private void end() {
        tell();
        if (!Kindling.showsSpark()) {
            // Scala prints, and does not log, what its thread pools refuse while they go down.
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
        awaitClosed();
    }

    /** Gives the run a moment to leave its folder in order: the process ends with its last hook, whatever is being written. */
    private void awaitClosed() {
        try {
            closed.await(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void tell() {
        happened = true;
        console.interrupt();
        console.say(("Interrupted " + where.get()).strip() + ".");
    }

    /** Holds the line back until a call that has begun is through; ends the run at its next one. */
    private synchronized void follow(Runnable call) {
        if (happened) {
            throw new CancellationException("Cannot continue: interrupted.");
        }
        call.run();
    }

    private void at(StepResult step) {
        where = () -> "after " + Counted.of(step.step() + 1, "step") + ", in epoch " + (step.epoch() + 1)
                + ": nothing was saved. The same command starts over";
    }

    @Override
    public void started(RunPlan plan) {
        follow(() -> listener.started(plan));
    }

    @Override
    public void epochStarted(int epoch) {
        follow(() -> listener.epochStarted(epoch));
    }

    @Override
    public void stepDone(StepResult step) {
        follow(() -> {
            at(step);
            listener.stepDone(step);
        });
    }

    @Override
    public void evaluating(int epoch) {
        follow(() -> listener.evaluating(epoch));
    }

    @Override
    public void epochEnded(EpochResult result) {
        follow(() -> listener.epochEnded(result));
    }

    @Override
    public void saving() {
        follow(() -> {
            where = () -> "after the last step: the model may not be saved whole";
            listener.saving();
        });
    }

    @Override
    public void note(String line) {
        follow(() -> listener.note(line));
    }

    @Override
    public void close() {
        closed.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
