package io.kindling.train;

import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.program.TrainingState;
import io.kindling.train.internal.StepWatch;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls of a strategy that may take long, each with a limit. A thread of its own watches them until it is closed. */
final class WatchedStrategy implements AutoCloseable {
    private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Strategy strategy;
    private final String program;
    /** Two, because an evaluation may take much longer than a step. */
    private final StepWatch steps = new StepWatch(StepWatch.DEFAULT_LIMIT, System::nanoTime);

    private final StepWatch evaluations = new StepWatch(StepWatch.DEFAULT_LIMIT, System::nanoTime);
    private volatile StepListener listener = new StepListener() {};
    private volatile Supplier<String> current = () -> "";
    private volatile @Nullable StepTimeoutException expired;
    private volatile boolean closed;
    private @Nullable Thread watcher;

    /** @param program its name, for messages */
    WatchedStrategy(Strategy strategy, String program) {
        this.strategy = strategy;
        this.program = program;
    }

    void limit(Duration limit) {
        steps.limit(limit);
        evaluations.limit(limit);
    }

    void listener(StepListener newListener) {
        listener = newListener;
    }

    StepResult step(TrainingState state) {
        long step = state.step();
        return watched(steps, () -> "step " + step, () -> strategy.step(state));
    }

    Evaluation evaluate(TrainingState state) {
        return watched(evaluations, () -> "the evaluation", () -> strategy.evaluate(state));
    }

    void synchronize(TrainingState state) {
        watched(steps, () -> "the state after step " + (state.step() - 1), () -> {
            strategy.synchronize(state);
            return state;
        });
    }

    private <T> T watched(StepWatch watch, Supplier<String> what, Supplier<T> call) {
        if (watcher == null) {
            watcher = new Thread(this::watch, "kindling-watch");
            watcher.setDaemon(true);
            watcher.start();
        }
        current = what;
        expired = null;
        watch.begin();
        try {
            return call.get();
        } catch (Throwable thrown) {
            StepTimeoutException late = expired;
            if (late == null || late == thrown) {
                throw thrown;
            }
            late.addSuppressed(thrown);
            throw late;
        } finally {
            watch.end();
        }
    }

    private void watch() {
        while (!closed) {
            check(steps);
            check(evaluations);
            LockSupport.parkNanos(this, CHECK_NANOS);
        }
    }

    private void check(StepWatch watch) {
        switch (watch.check()) {
            case NOTHING -> {}
            case SLOW -> listener.slow(slow(watch));
            case EXPIRED -> expire(watch);
            case STUCK -> {
                StepTimeoutException late = expired;
                if (late != null) {
                    listener.stuck(late);
                }
            }
        }
    }

    private void expire(StepWatch watch) {
        StepTimeoutException late = new StepTimeoutException(
                "Cannot continue: " + current.get() + " of program " + program
                        + " has taken longer than the limit of " + seconds(watch.limit()) + waitingFor()
                        + ". If it needs more time, increase the limit: --step-timeout, or Training.stepTimeout in Java.");
        expired = late;
        try {
            strategy.abort(late);
        } catch (Throwable failed) {
            // The step is stuck then, which is reported later.
            late.addSuppressed(failed);
        }
    }

    private String slow(StepWatch watch) {
        String what = current.get();
        return Character.toUpperCase(what.charAt(0)) + what.substring(1) + " has taken " + seconds(watch.waited())
                + " so far" + waitingFor() + ". It fails after " + seconds(watch.limit())
                + " (--step-timeout, or Training.stepTimeout in Java).";
    }

    private String waitingFor() {
        try {
            String reason = strategy.waitingFor();
            return reason.isEmpty() ? "" : ". It waits for " + reason;
        } catch (Throwable unknown) {
            // It may have changed while it was read.
            return "";
        }
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
        strategy.close();
    }
}
