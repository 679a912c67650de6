package io.kindling.train.internal.checkpoint;

import io.kindling.KindlingException;
import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.internal.Reason;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the checkpoints of a training when they are due, beside it: one at a time, on a thread of its own. A checkpoint that
 * cannot be written is reported, and training continues or ends, as the policy says; older ones stay whole.
 */
public final class CheckpointWriter implements AutoCloseable {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Checkpoints checkpoints;
    private final CheckpointPolicy policy;
    private final Config made;
    private final CheckpointListener listener;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "checkpoints");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong saves = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong processorNanos = new AtomicLong();
    private final long start = System.nanoTime();
    /** What the last checkpoint took from the training: its stall, and the processor time of writing it. */
    private final AtomicLong lastCost = new AtomicLong();
    /** Why the training is to end, once a checkpoint could not be written. */
    private final AtomicReference<KindlingException> fatal = new AtomicReference<>();
    /** Whether the last could not be written. Only the thread that writes uses it. */
    private boolean isFailing;

    /** The newest checkpoint of a best epoch, if it could not be written: later ones need it. For the writing thread only. */
    private @Nullable Missed missedBest;

    private String chain;
    private @Nullable Future<?> inFlight;
    private long lastTime = System.nanoTime();
    private long lastStep;
    private long stallNanos;

    private record Missed(TrainingSnapshot state, Config run) {}

    /**
     * @param made how the training computes: what a checkpoint must agree with to continue from it
     * @param chain the chain of the checkpoint that the training continues from; empty for a fresh one
     * @param step the steps done so far
     */
    public CheckpointWriter(
            Checkpoints checkpoints,
            CheckpointPolicy policy,
            Config made,
            String chain,
            long step,
            CheckpointListener listener) {
        this.checkpoints = checkpoints;
        this.policy = policy;
        this.made = made;
        this.chain = chain;
        this.lastStep = step;
        this.listener = listener;
    }

    /**
     * Returns whether a checkpoint is due, and the one before is written.
     *
     * @param step the steps done so far
     * @param epochEnds whether an epoch has just ended
     * @throws CheckpointException if one could not be written, and the training is to end then
     */
    public boolean isDue(long step, boolean epochEnds) {
        requireWritten();
        if (inFlight != null && !inFlight.isDone()) {
            return false;
        }
        long now = System.nanoTime();
        long cost = stallNanos + processorNanos.get() + 2 * lastCost.get();
        return policy.isDue(
                Duration.ofNanos(now - lastTime),
                step - lastStep,
                epochEnds,
                Duration.ofNanos(now - start),
                Duration.ofNanos(cost));
    }

    /**
     * Waits until the last checkpoint is written.
     *
     * @throws CheckpointException if one could not be written, and the training is to end then
     */
    public void finish() {
        await();
        requireWritten();
    }

    private void requireWritten() {
        KindlingException failure = fatal.get();
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns whether steps were done since the last checkpoint. */
    public boolean isBehind(long step) {
        return step > lastStep;
    }

    /**
     * Starts to write a checkpoint, after the one before is written.
     *
     * @param state takes the snapshot, on this thread
     * @param run describes what the loop needs to continue, on this thread
     */
    public void save(Supplier<TrainingSnapshot> state, Supplier<Config> run) {
        save(state, run, List.of());
    }

    /**
     * Starts to write a checkpoint, after the one before is written.
     *
     * @param state takes the snapshot, on this thread
     * @param run describes what the loop needs to continue, on this thread
     * @param bests the steps at which an epoch ended that was better than all before: the newest of their checkpoints is kept
     */
    public void save(Supplier<TrainingSnapshot> state, Supplier<Config> run, List<Long> bests) {
        long begin = System.nanoTime();
        await();
        TrainingSnapshot snapshot = state.get();
        Config remembered = run.get();
        lastStep = snapshot.step();
        lastTime = System.nanoTime();
        long stall = lastTime - begin;
        stallNanos += stall;
        inFlight = writer.submit(() -> {
            long before = processorTime();
            try {
                write(snapshot, remembered, bests);
            } finally {
                long processor = processorTime() - before;
                processorNanos.addAndGet(processor);
                lastCost.set(stall + processor);
            }
        });
    }

    /** The processor time of this thread so far, in nanoseconds. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /**
     * Writes a checkpoint; it is complete when this returns.
     *
     * @throws CheckpointException if it cannot be written; older ones stay whole
     */
    public void saveNow(TrainingSnapshot state, Config run) {
        await();
        Location checkpoint = checkpoints.folder().child(Checkpoints.name(state.step()));
        try {
            writeNew(checkpoint, state, run);
        } catch (IOException failed) {
            throw new CheckpointException(reason(checkpoint, failed) + "Older checkpoints are as they were.", failed);
        }
        written(checkpoint, state.step(), List.of());
        lastStep = state.step();
        lastTime = System.nanoTime();
    }

    private void write(TrainingSnapshot state, Config run, List<Long> bests) {
        Location checkpoint = checkpoints.folder().child(Checkpoints.name(state.step()));
        try {
            Missed before = missedBest;
            if (before != null) {
                String name = Checkpoints.name(before.state().step());
                writeNew(checkpoints.folder().child(name), before.state(), before.run());
                missedBest = null;
            }
            writeNew(checkpoint, state, run);
        } catch (KindlingException refused) {
            // Others may be writing there: nothing is deleted.
            fatal.set(refused);
            return;
        } catch (Throwable failed) {
            if (bests.contains(state.step())) {
                missedBest = new Missed(state, run);
            }
            failed(checkpoint, failed);
            return;
        }
        written(checkpoint, state.step(), bests);
    }

    private void written(Location checkpoint, long step, List<Long> bests) {
        Location folder = checkpoints.folder();
        if (isFailing) {
            isFailing = false;
            listener.note("Checkpoints are written again: " + checkpoint.name() + " to " + folder + ".");
        }
        listener.checkpointed(step);
        try {
            checkpoints.prune(policy.keep(), step, bests);
        } catch (IOException failed) {
            listener.note("Cannot delete old checkpoints in " + folder + ": " + Reason.of(failed) + ".");
        }
    }

    private void failed(Location checkpoint, Throwable failed) {
        try {
            listener.committing();
            checkpoint.delete();
        } catch (KindlingException refused) {
            fatal.set(refused);
            return;
        } catch (IOException second) {
            failed.addSuppressed(second);
        }
        String reason = reason(checkpoint, failed);
        if (policy.failure() == CheckpointPolicy.Failure.STOP) {
            fatal.set(new CheckpointException(
                    reason + "Training ends, as --checkpoint-failure says; older checkpoints are as they were.",
                    failed));
        } else if (!isFailing) {
            isFailing = true;
            listener.note(reason + "Training continues; older checkpoints are as they were.");
        }
    }

    private String reason(Location checkpoint, Throwable failed) {
        return "Cannot write checkpoint " + checkpoint.name() + " to " + checkpoints.folder() + ": " + Reason.of(failed)
                + ". ";
    }

    private void writeNew(Location target, TrainingSnapshot state, Config run) throws IOException {
        listener.committing();
        checkpoints.folder().createFolder();
        if (target.exists()) {
            target.delete();
        }
        CheckpointFolder.Written written =
                CheckpointFolder.write(target, state, made, run, chain, listener::committing);
        chain = written.chain();
        saves.incrementAndGet();
        bytes.addAndGet(written.bytes());
    }

    /** Waits until the last checkpoint is written. */
    public void await() {
        Future<?> last = inFlight;
        try {
            if (last != null) {
                last.get();
            }
        } catch (ExecutionException unheard) {
            // It may no longer be written, or the listener did not take the note that it could not: the run is being
            // ended.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many checkpoints were written. */
    public long saves() {
        return saves.get();
    }

    /** The bytes of all checkpoints that were written. */
    public long bytes() {
        return bytes.get();
    }

    /** The processor time of the thread that writes. */
    public double processorMillis() {
        return processorNanos.get() / NANOS_PER_MILLI;
    }

    /** How long the training waited for checkpoints. */
    public double stallMillis() {
        return stallNanos / NANOS_PER_MILLI;
    }

    @Override
    public void close() {
        await();
        writer.shutdown();
    }
}
