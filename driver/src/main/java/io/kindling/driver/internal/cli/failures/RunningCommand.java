package io.kindling.driver.internal.cli.failures;

import io.kindling.KindlingException;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.PassLine;
import io.kindling.driver.internal.cli.output.SparkMessages;
import io.kindling.driver.internal.cluster.EngineListener;
import io.kindling.driver.internal.cluster.TablePass;
import io.kindling.driver.internal.run.RunListener;
import io.kindling.program.StepResult;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command from its start to its end. Its result or its failure is reported first; then what it used is closed. Nothing that
 * happens after the report changes the report or the exit code: neither a cluster that does not end nor a signal.
 *
 * <p>A signal before that prints one line that says where it ended the command, before Spark shuts down and prints many.
 */
public final class RunningCommand extends InterruptibleRun implements EngineListener, AutoCloseable {
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
    /** Records a failure in the command's output. */
    private final Consumer<Throwable> record;

    private final PassLine passes;

    private final Runnable hook = this::interrupt;
    private final Runnable lastHook = this::keepExitCode;
    private final Deque<AutoCloseable> used = new ArrayDeque<>();
    /** Counted down when the run writes no more files. */
    private final CountDownLatch ended;

    private final CountDownLatch concluded = new CountDownLatch(1);
    private @Nullable Thread reporter;
    private volatile boolean concluding;
    private volatile int exitCode = UNKNOWN;
    /** Why all work was cancelled. */
    private volatile @Nullable KindlingException reason;

    private RunningCommand(
            Console console, OutputFlags flags, RunListener listener, String continuing, Consumer<Throwable> record) {
        super(listener, continuing);
        this.console = console;
        this.passes = PassLine.on(console);
        this.flags = flags;
        this.record = record;
        this.ended = new CountDownLatch(1);
    }

    private RunningCommand(Console console, OutputFlags flags, RunListener listener) {
        super(listener);
        this.console = console;
        this.passes = PassLine.on(console);
        this.flags = flags;
        this.record = failure -> {};
        this.ended = new CountDownLatch(0);
    }

    /**
     * Starts a training, whose events are forwarded to a listener.
     *
     * @param continuing how to continue it from its newest checkpoint
     * @param record records a failure in the training's output
     */
    public static RunningCommand start(
            Console console, CommandSpec spec, RunListener listener, String continuing, Consumer<Throwable> record) {
        return start(console, OutputFlags.of(spec.commandLine()), listener, continuing, record);
    }

    static RunningCommand start(
            Console console, OutputFlags flags, RunListener listener, String continuing, Consumer<Throwable> record) {
        return new RunningCommand(console, flags, listener, continuing, record).watching();
    }

    /** Starts a command that reports no events; a signal does not wait for it. */
    public static RunningCommand start(Console console, CommandSpec spec) {
        RunListener notes = new RunListener() {
            @Override
            public void note(String line) {
                console.say(line);
            }
        };
        return new RunningCommand(console, OutputFlags.of(spec.commandLine()), notes).watching();
    }

    private RunningCommand watching() {
        ShutdownHookManager.get().addShutdownHook(hook, BEFORE_SPARK);
        ShutdownHookManager.get().addShutdownHook(lastHook, LAST);
        return this;
    }

    /** Closes something when the command is closed. What was given last is closed first. */
    public <T extends AutoCloseable> T closeAtEnd(T resource) {
        synchronized (used) {
            used.push(resource);
        }
        return resource;
    }

    /** Runs the command and reports its result, or what it throws. Returns the exit code, which is final. */
    public int conclude(Work work) {
        try {
            Report report = work.run();
            forward(this::beginReport);
            return report(report);
        } catch (Throwable failure) {
            KindlingException cause = reason;
            return report(() -> fail(cause == null ? failure : cause));
        } finally {
            ended.countDown();
        }
    }

    /** Reports on this thread, unless another thread reports already. Returns the exit code. */
    private int report(Report report) {
        if (!beginReport()) {
            await(concluded, Long.MAX_VALUE);
            return exitCode;
        }
        passes.end();
        console.clear();
        int code = report.print();
        synchronized (this) {
            if (!isInterrupted()) {
                exitCode = code;
            }
        }
        concluded.countDown();
        return code;
    }

    private synchronized boolean beginReport() {
        concluding = true;
        if (reporter == null) {
            reporter = Thread.currentThread();
        }
        return reporter == Thread.currentThread();
    }

    private int fail(Throwable failure) {
        if (!Failure.isStopping()) {
            record.accept(failure);
        }
        return Failure.report(failure, console, flags);
    }

    @Override
    public void cancelling(KindlingException failure) {
        reason = failure;
    }

    /** Reports the failure and ends the process, since the thread that runs the command does not end. */
    @Override
    public void stuck(KindlingException failure) {
        int code = report(() -> fail(failure));
        close();
        ProcessExit.exit(code);
    }

    @Override
    public void busy(String what) {
        if (!isInterrupted()) {
            console.busy(what);
        }
    }

    @Override
    public void passing(TablePass pass) {
        passes.show(pass);
    }

    @Override
    public void stepDone(StepResult step) {
        passes.end();
        super.stepDone(step);
    }

    /** From here on, a signal waits for the result. */
    @Override
    public void saved() {
        super.saved();
        concluding = true;
    }

    @Override
    public void note(String line) {
        super.note(line);
    }

    /** Runs as a shutdown hook, which a signal starts. */
    private void interrupt() {
        awaitConclusion();
        stop();
        await(ended, END_MILLIS);
        report();
        SparkMessages.silenceShutdown();
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
        if (exitCode == UNKNOWN && interruptRun()) {
            passes.end();
            console.interrupt();
        }
    }

    synchronized void report() {
        stop();
        if (isInterrupted()) {
            console.say("Interrupted" + (where().isEmpty() ? ": run the same command to start over." : " " + where()));
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

    private @Nullable AutoCloseable nextUsed() {
        synchronized (used) {
            return used.poll();
        }
    }

    /** Closes what the command used. The command is over: what fails here is not reported, except by the log. */
    @Override
    public void close() {
        PrintStream before = System.err;
        SparkMessages.silenceShutdown();
        try {
            closeUsed();
        } finally {
            System.setErr(before);
        }
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
            ShutdownHookManager.get().removeShutdownHook(lastHook);
        }
    }

    private void closeUsed() {
        for (AutoCloseable next = nextUsed(); next != null; next = nextUsed()) {
            try {
                next.close();
            } catch (Throwable failed) {
                if (flags.verbose()) {
                    failed.printStackTrace(console.err());
                }
            }
        }
    }
}
