package io.kindling.train.internal.checkpoint;

import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.internal.Reason;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The checkpoints of a training in a folder, {@code step-000400} and so on.
 *
 * @param folder may be missing: there are no checkpoints then
 */
public record Checkpoints(Location folder) {
    private static final String PREFIX = "step-";

    /**
     * A checkpoint to continue from.
     *
     * @param location its folder
     */
    public record Found(Location location, CheckpointFolder content) {
        /**
         * Reads a checkpoint.
         *
         * @throws ModelException if it is missing, incomplete or damaged
         */
        public static Found in(Location folder) {
            return new Found(folder, CheckpointFolder.read(folder));
        }

        /** Its folder's name. */
        public String name() {
            return location.name();
        }

        /**
         * Checks that a training may continue from this checkpoint.
         *
         * @param differences what differs in its settings
         * @param remedy what to do if something does
         * @throws ModelException if there are differences
         */
        public void requireSame(List<String> differences, String remedy) {
            if (!differences.isEmpty()) {
                throw new ModelException("Cannot resume from " + name() + ": it was written with other settings ("
                        + String.join("; ", differences) + "). " + remedy);
            }
        }

        /**
         * Gives a training the state of this checkpoint.
         *
         * @throws ModelException if it does not fit the training
         */
        public void restore(Consumer<TrainingSnapshot> training) {
            try {
                training.accept(content.state());
            } catch (IllegalArgumentException unfit) {
                throw new ModelException("Cannot resume from " + name() + ": " + unfit.getMessage(), unfit);
            }
        }
    }

    /**
     * Returns the newest whole checkpoint, and tells which newer ones are not. Newest is by step, never by time. Empty if no
     * checkpoint was written completely.
     *
     * @throws ModelException if the folder cannot be read, or if all that were written completely cannot be used: a training that
     *     began again would delete them
     */
    public Optional<Found> newest(Consumer<String> notes) {
        Optional<ModelException> unusable = Optional.empty();
        try {
            for (String name : names()) {
                try {
                    return Optional.of(Found.in(folder.child(name)));
                } catch (ModelException damaged) {
                    notes.accept("Skipping checkpoint " + name + ": " + damaged.getMessage());
                    if (unusable.isEmpty() && CheckpointFolder.isComplete(folder.child(name))) {
                        unusable = Optional.of(damaged);
                    }
                }
            }
            if (unusable.isPresent()) {
                throw new ModelException(
                        "Cannot resume: none of the checkpoints in " + folder + " can be used. "
                                + unusable.get().getMessage() + " Delete them to start from the beginning.",
                        unusable.get());
            }
            return Optional.empty();
        } catch (IOException failed) {
            throw new ModelException("Cannot read checkpoints in " + folder + ": " + Reason.of(failed), failed);
        }
    }

    /**
     * Checks that there is no checkpoint that another training has written.
     *
     * @throws CheckpointException if there is one
     */
    public void requireNone() {
        try {
            if (!names().isEmpty()) {
                throw new CheckpointException("Cannot write checkpoints to " + folder + ": it has "
                        + names().get(0)
                        + " of an earlier training. Continue that one with resume(), or give another folder.");
            }
        } catch (IOException failed) {
            throw new CheckpointException("Cannot write checkpoints to " + folder + ": " + Reason.of(failed), failed);
        }
    }

    /** The name of the newest checkpoint, whole or not; empty if there is none, or the folder cannot be read. */
    public Optional<String> newestName() {
        try {
            return names().stream().findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The checkpoints' names, newest first. */
    List<String> names() throws IOException {
        if (!folder.exists()) {
            return List.of();
        }
        return folder.list().stream()
                .filter(name -> name.matches(PREFIX + "\\d{1,18}"))
                .sorted(Comparator.comparingLong(Checkpoints::stepOf).reversed())
                .toList();
    }

    private static long stepOf(String name) {
        return Long.parseLong(name.substring(PREFIX.length()));
    }

    /** The name of the checkpoint after some steps. */
    public static String name(long step) {
        return String.format(Locale.ROOT, "%s%06d", PREFIX, step);
    }

    /**
     * Deletes all checkpoints up to a step but the newest, and the best epoch's at the time of each of these. Those that
     * were not written completely count for none, and are deleted too. Those of later steps stay: a training that
     * continues from an earlier checkpoint has not reached them yet.
     *
     * @param bests the steps at which an epoch ended that was better than all before; may be empty
     */
    void prune(int keep, long step, List<Long> bests) throws IOException {
        Set<String> kept = new HashSet<>();
        int newest = 0;
        for (String name : names()) {
            if (stepOf(name) > step) {
                continue;
            }
            Location checkpoint = folder.child(name);
            boolean complete = CheckpointFolder.isComplete(checkpoint);
            if (complete && newest < keep) {
                newest++;
                kept.add(name);
                bests.stream()
                        .filter(best -> best <= stepOf(name))
                        .max(Comparator.naturalOrder())
                        .ifPresent(best -> kept.add(name(best)));
            }
            if (!complete || !kept.contains(name)) {
                checkpoint.delete();
            }
        }
    }
}
