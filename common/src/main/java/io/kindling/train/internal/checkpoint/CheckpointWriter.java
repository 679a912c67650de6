package io.kindling.train.internal.checkpoint;

import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the checkpoints of a training when they are due, beside it: one at a time, on a thread of its own. A checkpoint that
 * cannot be written is reported, and training continues; older ones stay whole.
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
    private String chain;
    private @Nullable Future<?> inFlight;
    private long lastTime = System.nanoTime();
    private long lastStep;
    private long stallNanos;

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
     */
    public boolean isDue(long step, boolean epochEnds) {
        return policy.isDue(Duration.ofNanos(System.nanoTime() - lastTime), step - lastStep, epochEnds)
                && (inFlight == null || inFlight.isDone());
    }

    /** Returns whether steps were done since the last checkpoint. */
    public boolean isBehind(long step) {
        return step > lastStep;
    }

    /**
     * Starts to write a checkpoint.
     *
     * @param state takes the snapshot, on this thread
     * @param run describes what the loop needs to continue, on this thread
     */
    public void save(Supplier<TrainingSnapshot> state, Supplier<Config> run) {
        long start = System.nanoTime();
        TrainingSnapshot snapshot = state.get();
        Config remembered = run.get();
        inFlight = writer.submit(() -> write(snapshot, remembered));
        lastStep = snapshot.step();
        lastTime = System.nanoTime();
        stallNanos += lastTime - start;
    }

    private void write(TrainingSnapshot state, Config run) {
        String name = Checkpoints.name(state.step());
        Location folder = checkpoints.folder();
        try {
            writeNew(folder.child(name), state, run);
            listener.checkpointed(state.step());
            checkpoints.prune(policy.keep(), state.step());
        } catch (Throwable failed) {
            listener.note("Cannot write checkpoint " + name + " to " + folder + ": " + failed.getMessage()
                    + ". Training continues; older checkpoints are as they were.");
        }
    }

    private void writeNew(Location target, TrainingSnapshot state, Config run) throws IOException {
        checkpoints.folder().createFolder();
        if (target.exists()) {
            target.delete();
        }
        CheckpointFolder.Written written = CheckpointFolder.write(target, state, made, run, chain);
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
            // The listener did not take the note of a checkpoint that could not be written: the run is being ended.
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
