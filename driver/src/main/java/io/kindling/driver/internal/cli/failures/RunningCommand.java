package io.kindling.driver.internal.cli.failures;

import io.kindling.driver.internal.cli.options.CommandText;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command from its start to its end. Its result or its failure is reported first; then what it used is closed. Nothing that
 * happens after the report changes the report or the exit code: neither a cluster that does not end nor a signal.
 *
 * <p>A signal before that prints one line that says where it ended the command, before Spark shuts down and prints many. The
 * command is also a listener that forwards a run's events to another one, until that line is printed.
 */
public final class RunningCommand implements RunListener, AutoCloseable {
    /** Higher than the priority of Spark's hook, which is 30 above the file systems'. */
    private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;
    /** Lower than the priority of any other hook. */
    private static final int LAST = 0;

    /** How long a signal waits for the run to end at its next step, and to write a checkpoint. */
    private static final long END_MILLIS = 10_000;
    /** How long a signal waits for a result whose models are saved. */
    private static final long RESULT_MILLIS = 20_000;

    private static final int UNKNOWN = -1;

    /** Computes a result and returns how to report it. */
    public interface Work {
        Report run();
    }

    /** Prints a result and returns the exit code. */
    public interface Report {
        int print();
    }

    private final Console console;
    private final OutputFlags flags;
    private final RunListener listener;
    private final Runnable hook = this::interrupt;
    private final Runnable lastHook = this::keepExitCode;
    private final Deque<AutoCloseable> used = new ArrayDeque<>();
    /** Counted down when the run writes no more files. */
    private final CountDownLatch ended;

    private final CountDownLatch concluded = new CountDownLatch(1);
    /** Formatted only when printed, so that steps stay fast. */
    private Supplier<String> where;

    private String resumeCommand = "";
    private long savedSteps;
    private boolean interrupted;
    private volatile boolean concluding;
    private volatile int exitCode = UNKNOWN;

    private RunningCommand(
            Console console, OutputFlags flags, RunListener listener, CountDownLatch ended, Supplier<String> where) {
        this.console = console;
        this.flags = flags;
        this.listener = listener;
        this.ended = ended;
        this.where = where;
    }

    /** Starts a training, whose events are forwarded to a listener. */
    public static RunningCommand start(Console console, CommandSpec spec, RunListener listener) {
        return start(console, OutputFlags.of(spec.commandLine()), listener);
    }

    static RunningCommand start(Console console, OutputFlags flags, RunListener listener) {
        return new RunningCommand(
                        console,
                        flags,
                        listener,
                        new CountDownLatch(1),
                        () -> "before the first step: nothing" + " was saved. Run the same command to start over")
                .watching();
    }

    /** Starts a command that reports no events; a signal does not wait for it. */
    public static RunningCommand start(Console console, CommandSpec spec) {
        return new RunningCommand(
                        console,
                        OutputFlags.of(spec.commandLine()),
                        new RunListener() {},
                        new CountDownLatch(0),
                        () -> "")
                .watching();
    }

    private RunningCommand watching() {
        ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK);
        ShutdownHookManager.get().addShutdownHook(lastHook, LAST);
        return this;
    }

    /** Closes something when the command is closed. What was given last is closed first. */
    public <T extends AutoCloseable> T closeAtEnd(T resource) {
        used.push(resource);
        return resource;
    }

    /** Runs the command and reports its result, or what it throws. Returns the exit code, which is final. */
    public int conclude(Work work) {
        int code;
        try {
            Report report = work.run();
            forward(() -> concluding = true);
            code = report.print();
        } catch (Throwable failure) {
            concluding = true;
            code = Failure.report(failure, console, flags);
        } finally {
            ended.countDown();
        }
        decide(code);
        return code;
    }

    private synchronized void decide(int code) {
        if (!interrupted) {
            exitCode = code;
        }
        concluded.countDown();
    }

    /** Runs as a shutdown hook, which a signal starts. */
    private void interrupt() {
        awaitConclusion();
        stop();
        await(ended, END_MILLIS);
        report();
        if (!SparkMessages.areShown()) {
            // Scala prints the tasks that its thread pools reject during shutdown, rather than logging them.
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }

    private void awaitConclusion() {
        if (concluding) {
            await(concluded, RESULT_MILLIS);
        }
    }

    /** Lets the run finish writing to its folder: the process ends after its last hook, even in the middle of a write. */
    private static void await(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the run at its next event, unless the command is over. */
    private synchronized void stop() {
        if (exitCode == UNKNOWN) {
            interrupted = true;
            console.interrupt();
        }
    }

    synchronized void report() {
        stop();
        if (interrupted) {
            console.say(("Interrupted " + where.get()).strip() + ".");
        }
    }

    /** Ends the process with the exit code of a command that was concluded before the signal, not with the signal's. */
    private void keepExitCode() {
        if (exitCode != UNKNOWN) {
            console.out().flush();
            console.err().flush();
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** Forwards an event; the line is printed only between events, and the run ends at the first event after it. */
    private synchronized void forward(Runnable call) {
        if (interrupted) {
            throw new CancellationException("Cannot continue: interrupted.");
        }
        call.run();
    }

    private void at(StepResult step) {
        where = () ->
                "after " + Plural.of(step.step() + 1, "step") + ", in epoch " + (step.epoch() + 1) + ": " + remedy();
    }

    private String remedy() {
        return savedSteps == 0
                ? "nothing was saved. Run the same command to start over"
                : Plural.of(savedSteps, "step") + " are saved. Continue with: " + resumeCommand;
    }

    @Override
    public void started(RunPlan plan) {
        forward(() -> {
            resumeCommand = CommandText.resuming(
                    plan.settings().command(), plan.settings().output());
            listener.started(plan);
        });
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
            where = () -> "after the last step: the saved model may be incomplete";
            listener.saving();
        });
    }

    /** From here on, a signal waits for the result. */
    @Override
    public void saved() {
        forward(() -> {
            where = () -> "after the last step: the models are saved, the result is not";
            concluding = true;
            listener.saved();
        });
    }

    @Override
    public void note(String line) {
        forward(() -> listener.note(line));
    }

    /** Closes what the command used. The command is over: what fails here is not reported, except by the log. */
    @Override
    public void close() {
        while (!used.isEmpty()) {
            try {
                used.pop().close();
            } catch (Throwable failed) {
                if (flags.verbose()) {
                    failed.printStackTrace(console.err());
                }
            }
        }
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
            ShutdownHookManager.get().removeShutdownHook(lastHook);
        }
    }
}
