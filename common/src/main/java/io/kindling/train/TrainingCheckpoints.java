package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.internal.lock.HeldLock;
import io.kindling.program.TrainingSnapshot;
import io.kindling.train.internal.checkpoint.CheckpointListener;
import io.kindling.train.internal.checkpoint.CheckpointLock;
import io.kindling.train.internal.checkpoint.CheckpointSettings;
import io.kindling.train.internal.checkpoint.CheckpointWriter;
import io.kindling.train.internal.checkpoint.Checkpoints;
import io.kindling.train.internal.checkpoint.Differences;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a training in a user's own process: the one that it continues from, and those that it writes. */
final class TrainingCheckpoints {
    static final TrainingCheckpoints NONE =
            new TrainingCheckpoints(Optional.empty(), listener -> Optional.empty(), Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(TrainingCheckpoints.class);

    private final Optional<Checkpoints.Found> from;
    private final Optional<CheckpointWriter> writer;
    private final Optional<HeldLock> lock;
    private volatile Runnable written = () -> {};

    private TrainingCheckpoints(
            Optional<Checkpoints.Found> from,
            Function<CheckpointListener, Optional<CheckpointWriter>> writer,
            Optional<HeldLock> lock) {
        this.from = from;
        this.lock = lock;
        this.writer = writer.apply(new Listener());
    }

    /**
     * Finds the checkpoint to continue from, as the settings say, and prepares to write others: locks their folder.
     *
     * @param made how the training computes
     * @throws io.kindling.io.ModelException if the checkpoint is not whole, or was written with other settings
     * @throws io.kindling.KindlingException if the folder has checkpoints, and the training does not continue from one; or if
     *     another training is writing to the folder
     */
    static TrainingCheckpoints open(CheckpointSettings settings, Config made) {
        Optional<HeldLock> lock = settings.folder().map(folder -> CheckpointLock.take(folder, settings.resumes()));
        try {
            return open(settings, made, lock);
        } catch (Throwable unfit) {
            lock.ifPresent(CheckpointLock::release);
            throw unfit;
        }
    }

    private static TrainingCheckpoints open(CheckpointSettings settings, Config made, Optional<HeldLock> lock) {
        Optional<Checkpoints> folder = settings.folder().map(Checkpoints::new);
        Optional<Checkpoints.Found> from = find(settings, folder);
        from.ifPresent(found -> {
            found.requireSame(
                    Differences.between(found.content().made(), made),
                    "Give the settings, program and rows of that training, or another folder for checkpoints.");
            LOG.info("Resuming from {}.", found.name());
        });
        long step = from.map(found -> found.content().state().step()).orElse(0L);
        String chain = from.map(found -> found.content().chain()).orElse("");
        return new TrainingCheckpoints(
                from,
                listener ->
                        folder.map(each -> new CheckpointWriter(each, settings.policy(), made, chain, step, listener)),
                lock);
    }

    /** Sets what is called after a checkpoint is written, possibly on another thread. */
    void onWritten(Runnable action) {
        if (writer.isPresent()) {
            written = action;
        }
    }

    private final class Listener implements CheckpointListener {
        @Override
        public void committing() {
            lock.ifPresent(HeldLock::requireNow);
        }

        @Override
        public void checkpointed(long steps) {
            written.run();
        }

        @Override
        public void note(String line) {
            LOG.warn(line);
        }
    }

    private static Optional<Checkpoints.Found> find(CheckpointSettings settings, Optional<Checkpoints> folder) {
        if (settings.from().isPresent()) {
            return settings.from().map(Checkpoints.Found::in);
        }
        if (!settings.resumes()) {
            folder.ifPresent(Checkpoints::requireNone);
            return Optional.empty();
        }
        Checkpoints checkpoints = folder.orElseThrow(() -> new IllegalStateException(
                "Cannot resume: there is no folder of checkpoints. Give one with checkpoints(folder)."));
        Optional<Checkpoints.Found> newest = checkpoints.newest(LOG::warn);
        if (newest.isEmpty()) {
            LOG.info("Starting from the beginning: there is no whole checkpoint in {}.", checkpoints.folder());
        }
        return newest;
    }

    /** Gives a training the state that it continues from, if there is one. */
    void restore(Consumer<TrainingSnapshot> training) {
        from.ifPresent(found -> found.restore(training));
    }

    /** What the loop remembered when the checkpoint that the training continues from was written. */
    Optional<Config> remembered() {
        return from.map(Checkpoints.Found::content).map(CheckpointFolder::run);
    }

    /** Returns whether a checkpoint is due; see {@link CheckpointWriter#isDue}. */
    boolean isDue(long step, boolean epochEnds) {
        return writer.isPresent() && writer.get().isDue(step, epochEnds);
    }

    /** Starts to write a checkpoint that is due; see {@link CheckpointWriter#save}. */
    void save(Supplier<TrainingSnapshot> state, Supplier<Config> run) {
        writer.orElseThrow().save(state, run);
    }

    /** Writes a checkpoint; see {@link CheckpointWriter#saveNow}. */
    void saveNow(TrainingSnapshot state, Config run) {
        CheckpointWriter present = writer.orElseThrow(() -> new IllegalStateException(
                "Cannot save: there is no folder for checkpoints. Give its runner one with checkpoints(folder)."));
        present.saveNow(state, run);
    }

    /**
     * Waits until the last checkpoint is written.
     *
     * @param steps the steps done at the end
     */
    void close(long steps) {
        from.filter(found -> found.content().state().step() == steps)
                .ifPresent(found -> LOG.warn(
                        "No step was done: {}, which this training continued from, has all steps that its loop asked"
                                + " for.",
                        found.name()));
        release();
    }

    /** Waits until the last checkpoint is written, and gives up the folder. */
    void release() {
        writer.ifPresent(CheckpointWriter::close);
        lock.ifPresent(CheckpointLock::release);
    }
}
