package io.kindling.driver.internal.spark;

import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.collective.StatePart;
import io.kindling.program.internal.collective.StepWorkers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Steps that ranks on executors compute. The coordinator's thread adds what arrives; the training loop takes it. The ranks pause
 * after each of the protocol's rounds until the loop has copied their state, so the two never use the state at once.
 */
final class ExecutorRound implements StepWorkers.Round {
    /** What the loop has the coordinator do. */
    interface Control {
        void resume();

        void stop();

        /**
         * Counts what was computed for steps that the loop keeps.
         *
         * @param shards how many shards each executor computed, by its id; a step counts each of its shards once
         */
        void keep(Map<String, Long> shards);

        /** @throws RuntimeException if the training was closed or aborted */
        void requireOpen();
    }

    /** The loop is woken for a first step, for a state and at the end; of other steps it learns when it polls. */
    private static final long POLL_NANOS = 5_000_000;

    private final Control control;
    private final TrainingState reached;
    private final String first;
    private final Thread loop = Thread.currentThread();
    private final ConcurrentLinkedQueue<CompletedStep> ready = new ConcurrentLinkedQueue<>();
    /** The shards of the steps since the last copy, by executor: they are computed again if the loop does not keep them. */
    private final Map<String, Long> computed = new TreeMap<>();

    private long nextStep;
    private volatile boolean paused;
    private volatile boolean finished;
    private volatile @Nullable Throwable failure;
    private boolean stopping;

    /** @param reached the workers' state, at the first step; it changes while the ranks pause */
    ExecutorRound(TrainingState reached, Control control) {
        this.reached = reached;
        this.control = control;
        this.nextStep = reached.step();
        this.first = "epoch " + (reached.epoch() + 1) + ", step " + reached.step();
    }

    /** Its first step, and the epoch. */
    String first() {
        return first;
    }

    /** Adds steps. Those that are known were computed again, with the same bits. */
    void add(List<CompletedStep> steps) {
        boolean wasEmpty = ready.isEmpty();
        for (CompletedStep step : steps) {
            if (step.step() == nextStep) {
                nextStep++;
                ready.add(step);
            }
        }
        if (wasEmpty) {
            wake();
        }
    }

    /**
     * Takes over the ranks' state.
     *
     * @param parts in the order of ranks
     * @param shards how many shards of each step each executor computed
     * @param isLast whether no more steps follow
     */
    void complete(List<StatePart> parts, Map<String, Long> shards, boolean isLast) {
        long first = reached.step();
        StatePart.apply(parts, reached);
        long steps = reached.step() - first;
        shards.forEach((executor, number) -> computed.merge(executor, number * steps, Long::sum));
        if (isLast) {
            finish(null);
        } else {
            paused = true;
            wake();
        }
    }

    /** The steps that have not arrived, for messages. */
    String remaining() {
        return "the steps from " + nextStep + " on";
    }

    /** Ends the round. */
    void finish(@Nullable Throwable cause) {
        failure = cause;
        finished = true;
        wake();
    }

    private void wake() {
        LockSupport.unpark(loop);
    }

    @Override
    public @Nullable CompletedStep poll() {
        return ready.poll();
    }

    @Override
    public void await() {
        control.requireOpen();
        if (!finished && !paused) {
            LockSupport.parkNanos(this, POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while shards were computing.");
            }
        }
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isDrained() {
        return finished && ready.isEmpty();
    }

    @Override
    public boolean awaitsCopy() {
        return paused && ready.isEmpty();
    }

    @Override
    public boolean copyTo(TrainingState state) {
        boolean same = (paused || finished) && reached.step() == state.step();
        if (same) {
            state.copyFrom(reached);
            if (!computed.isEmpty()) {
                control.keep(Map.copyOf(computed));
                computed.clear();
            }
        }
        return same;
    }

    @Override
    public void resume() {
        paused = false;
        control.resume();
    }

    @Override
    public void stop() {
        if (!stopping) {
            stopping = true;
            control.stop();
        }
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }
}
