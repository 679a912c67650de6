package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a run, {@code checkpoints/step-000400} and so on, written beside the training: one at a time, on a thread of
 * their own. A checkpoint that cannot be written is reported, and training continues; older ones stay whole.
 */
final class Checkpoints implements AutoCloseable {
    private static final String PREFIX = "step-";

    /**
     * A checkpoint to continue from.
     *
     * @param name its folder's name
     */
    record Found(String name, CheckpointFolder content) {}

    private final Location folder;
    private final int keep;
    private final Config made;
    private final RunListener listener;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "checkpoints");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong saves = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private String chain;
    private @Nullable Future<?> inFlight;

    /**
     * @param keep how many to keep
     * @param made how the run trains
     * @param chain the chain of the checkpoint that the run continues from; empty for a fresh run
     * @param listener is told of each checkpoint, and of those that cannot be written
     */
    Checkpoints(Location folder, int keep, Config made, String chain, RunListener listener) {
        this.folder = folder;
        this.keep = keep;
        this.made = made;
        this.chain = chain;
        this.listener = listener;
    }

    /** Returns the newest whole checkpoint, and tells which newer ones are not. Newest is by step, never by time. */
    static Optional<Found> newest(Location folder, Consumer<String> notes) throws IOException {
        for (String name : names(folder)) {
            try {
                return Optional.of(new Found(name, CheckpointFolder.read(folder.child(name))));
            } catch (ModelException damaged) {
                notes.accept("Skipping checkpoint " + name + ": " + damaged.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The checkpoints' names, newest first. */
    private static List<String> names(Location folder) throws IOException {
        if (!folder.exists()) {
            return List.of();
        }
        return folder.list().stream()
                .filter(name -> name.matches(PREFIX + "\\d+"))
                .sorted(Comparator.comparingLong(Checkpoints::stepOf).reversed())
                .toList();
    }

    private static long stepOf(String name) {
        return Long.parseLong(name.substring(PREFIX.length()));
    }

    /** Returns whether the writer is free. */
    boolean isIdle() {
        return inFlight == null || inFlight.isDone();
    }

    /**
     * Starts to write a checkpoint.
     *
     * @param run what the run needs to continue
     */
    void save(TrainingSnapshot state, Config run) {
        inFlight = writer.submit(() -> write(state, run));
    }

    private void write(TrainingSnapshot state, Config run) {
        String name = String.format(Locale.ROOT, "%s%06d", PREFIX, state.step());
        try {
            folder.createFolder();
            Location target = folder.child(name);
            if (target.exists()) {
                target.delete();
            }
            CheckpointFolder.Written written = CheckpointFolder.write(target, state, made, run, chain);
            chain = written.chain();
            saves.incrementAndGet();
            bytes.addAndGet(written.bytes());
            listener.checkpointed(state.step());
            List<String> all = names(folder);
            for (String old : all.subList(Math.min(keep, all.size()), all.size())) {
                folder.child(old).delete();
            }
        } catch (Throwable failed) {
            listener.note("Cannot write checkpoint " + name + " to " + folder + ": " + failed.getMessage()
                    + ". Training continues; older checkpoints are as they were.");
        }
    }

    /** Waits until the last checkpoint is written. */
    void await() {
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
    long saves() {
        return saves.get();
    }

    /** The bytes of all checkpoints that were written. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() {
        await();
        writer.shutdown();
    }
}
