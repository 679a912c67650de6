package io.kindling.driver.internal.cli.failures;

import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.SparkMessages;
import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.Plural;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.driver.internal.run.RunPlan;
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
 * Prints one line that says where a signal ended a command, before Spark shuts down and prints many. It is also a listener
 * that forwards a run's events to another one, until the line is printed.
 */
public final class Interruption implements RunListener, AutoCloseable {
    /** Higher than the priority of Spark's hook, which is 30 above the file systems'. */
    private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;

    /** How long to wait for the run to end at its next step. */
    private static final long END_MILLIS = 1_000;

    private final Console console;
    private final RunListener listener;
    private final Runnable hook = this::end;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Formatted only when printed, so that steps stay fast. */
    private Supplier<String> where =
            () -> "before the first step: nothing was saved. Run the same command to start over";

    private boolean interrupted;

    private Interruption(Console console, RunListener listener) {
        this.console = console;
        this.listener = listener;
    }

    /** Watches for signals until closed. */
    public static Interruption watch(Console console, RunListener listener) {
        Interruption watching = new Interruption(console, listener);
        ShutdownHookManager.get().addShutdownHook(watching.hook, BEFORE_SPARK);
        return watching;
    }

    /** Watches for signals during a command that reports no events. */
    public static <T> T during(Console console, Supplier<T> command) {
        try (Interruption watching = watch(console, new RunListener() {})) {
            watching.where = () -> "";
            // Without events the command cannot be ended at one: do not wait for it.
            watching.closed.countDown();
            return command.get();
        }
    }

    private void end() {
        report();
        if (!SparkMessages.areShown()) {
            // Scala prints the tasks that its thread pools reject during shutdown, rather than logging them.
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
        awaitClosed();
    }

    /** Lets the run finish writing to its folder: the process ends after its last hook, even in the middle of a write. */
    private void awaitClosed() {
        try {
            closed.await(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void report() {
        interrupted = true;
        console.interrupt();
        console.say(("Interrupted " + where.get()).strip() + ".");
    }

    /** Forwards an event; the line is printed only between events, and the run ends at the first event after it. */
    private synchronized void forward(Runnable call) {
        if (interrupted) {
            throw new CancellationException("Cannot continue: interrupted.");
        }
        call.run();
    }

    private void at(StepResult step) {
        where = () -> "after " + Plural.of(step.step() + 1, "step") + ", in epoch " + (step.epoch() + 1)
                + ": nothing was saved. Run the same command to start over";
    }

    @Override
    public void started(RunPlan plan) {
        forward(() -> listener.started(plan));
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
            where = () -> "after the last step: the saved model may be incomplete";
            listener.saving();
        });
    }

    @Override
    public void note(String line) {
        forward(() -> listener.note(line));
    }

    @Override
    public void close() {
        closed.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
