package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.run.output.Origin;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.train.internal.checkpoint.Checkpoints;
import io.kindling.train.internal.checkpoint.Differences;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the checkpoint that a run continues from, and checks that it is a checkpoint of such a run. */
final class Resumption {
    private final TrainSettings settings;
    private final RunFolder folder;
    private final Config made;
    private final Consumer<String> notes;

    /**
     * @param made how this run trains
     * @param notes receives messages for the user
     */
    Resumption(TrainSettings settings, RunFolder folder, Config made, Consumer<String> notes) {
        this.settings = settings;
        this.folder = folder;
        this.made = made;
        this.notes = notes;
    }

    /**
     * Returns the checkpoint; empty if there is none, so that the run starts from the beginning.
     *
     * @throws ModelException if the one that the settings name is not whole, or differs in its settings
     */
    Optional<Checkpoints.Found> checkpoint() {
        Optional<Checkpoints.Found> newest =
                settings.resumed().isEmpty() || folder.isRestarted() ? newest() : Optional.empty();
        Optional<Checkpoints.Found> found = newest.or(this::named);
        found.ifPresent(each -> {
            requireSame(each);
            notes.accept("Resuming from " + each.name() + " in " + origin(each).checkpoints() + ": "
                    + Plural.of(each.content().state().step(), "step") + " done.");
        });
        return found;
    }

    private Optional<Checkpoints.Found> newest() {
        return new Checkpoints(folder.checkpoints()).newest(notes);
    }

    /** Returns the checkpoint that the settings name. */
    private Optional<Checkpoints.Found> named() {
        Optional<Checkpoints.Found> found = settings.resumed()
                .map(path -> Paths.location(path, settings.data().hadoop()))
                .map(this::requireCheckpoint)
                .map(Checkpoints.Found::in);
        found.filter(each -> origin(each).isOther()).ifPresent(this::requireFreeFor);
        return found;
    }

    /** Refuses a folder that is no checkpoint, but has some. */
    private Location requireCheckpoint(Location path) {
        for (Location each : List.of(path, path.child(folder.checkpoints().name()))) {
            Optional<String> newest = new Checkpoints(each).newestName();
            if (newest.isPresent()) {
                throw new ModelException("Cannot resume from " + path
                        + ": it is no checkpoint, but has some. Its newest is " + each.child(newest.get()) + ".");
            }
        }
        return path;
    }

    /** Refuses to continue the run of another folder here if this folder has the checkpoints or the result of a different one. */
    private void requireFreeFor(Checkpoints.Found found) {
        Optional<Checkpoints.Found> here = newest();
        List<String> differences = here.map(this::differences).orElse(List.of());
        if (!differences.isEmpty() || (here.isEmpty() && folder.holdsFinishedRun())) {
            throw new OutputException("Cannot continue " + found.location() + " in " + folder
                    + ": that folder holds another run"
                    + (differences.isEmpty() ? "" : " (" + String.join("; ", differences) + ")")
                    + ". Give another --output.");
        }
    }

    /** Returns the output folder of the run that a checkpoint belongs to. */
    Origin origin(Checkpoints.Found found) {
        try {
            return folder.originOf(found.location().parent());
        } catch (IOException failed) {
            throw new ModelException("Cannot resume from " + found.location() + ": " + failed.getMessage(), failed);
        }
    }

    /** The error of a checkpoint that does not say what a run needs to continue. */
    static ModelException malformed(Checkpoints.Found found, RuntimeException cause) {
        return new ModelException(
                "Cannot resume from " + found.name()
                        + ": its files are whole, but do not describe the progress of a run (" + cause.getMessage()
                        + "). Give another checkpoint to --resume, another --output, or --overwrite.",
                cause);
    }

    /**
     * Loads the weights of the best epoch so far, if the run ends with them: from the checkpoint of that epoch.
     *
     * @throws ModelException if that checkpoint is missing or damaged
     */
    void loadBest(Checkpoints.Found from, RunProgress progress) {
        BestEpoch best = progress.best();
        if (!best.restores()) {
            return;
        }
        if (best.best().isEmpty()) {
            if (!progress.epochs().isEmpty()) {
                notes.accept("The best epoch by " + best.metric()
                        + " was not kept so far: only epochs from now on are compared.");
            }
            return;
        }
        BestEpoch.Found epoch = best.best().get();
        if (epoch.step() == from.content().state().step()) {
            progress.keepBest(from.content().state().weights());
            return;
        }
        Location checkpoint = origin(from).checkpoints().child(Checkpoints.name(epoch.step()));
        try {
            progress.keepBest(CheckpointFolder.read(checkpoint).state().weights());
        } catch (ModelException unreadable) {
            throw new ModelException(
                    "Cannot resume from " + from.name() + " in " + origin(from).checkpoints()
                            + ": the weights of epoch "
                            + (epoch.epoch() + 1) + ", the best so far by " + best.metric()
                            + ", are not available. " + unreadable.getMessage()
                            + " Add --keep-best none to end with the last weights instead.",
                    unreadable);
        }
    }

    /**
     * Copies what an output folder has at the time of a checkpoint, if that is another folder's: the log, the sample images, the
     * best epoch's checkpoint, and at last the checkpoint itself, so that the run can be continued without the other folder.
     */
    void carryOver(Checkpoints.Found from, RunProgress progress) {
        Origin origin = origin(from);
        if (!origin.isOther()) {
            return;
        }
        try {
            long step = from.content().state().step();
            byte[] lines = origin.metrics(progress.metricsBytes(), step).lines();
            folder.requireLockNow();
            folder.openMetrics(lines).close();
            if (lines.length > 0) {
                EpochImages.copy(progress.epochs().size(), origin.samples(), folder.samples());
            }
            Optional<BestEpoch.Found> best =
                    progress.best().best().filter(each -> progress.best().restores());
            for (long each : List.of(best.map(BestEpoch.Found::step).orElse(step), step)) {
                String name = Checkpoints.name(each);
                Location copy = folder.checkpoints().child(name);
                if (!CheckpointFolder.isComplete(copy)) {
                    CheckpointFolder.copy(
                            each == step
                                    ? from.location()
                                    : origin.checkpoints().child(name),
                            copy);
                }
            }
        } catch (IOException failed) {
            throw new OutputException(
                    "Cannot copy " + origin.folder() + " to " + folder + ": " + failed.getMessage(), failed);
        }
    }

    /** What differs in how a checkpoint's training and this one train. The same rows may be at another place. */
    private List<String> differences(Checkpoints.Found found) {
        return Differences.between(withoutPlace(found.content().made()), withoutPlace(made));
    }

    private static Config withoutPlace(Config made) {
        Map<String, Object> data = new LinkedHashMap<>(made.config("data").asMap());
        data.keySet().removeAll(List.of("path", "uri"));
        return made.with("data", Config.of(data));
    }

    private void requireSame(Checkpoints.Found found) {
        try {
            requireSameSettings(found);
        } catch (IllegalArgumentException | ClassCastException malformed) {
            throw malformed(found, malformed);
        }
    }

    private void requireSameSettings(Checkpoints.Found found) {
        found.content().requireSameKernels(found.name() + " in " + origin(found).checkpoints());
        List<String> differences = new ArrayList<>(differences(found));
        Config length = settings.length().asConfig();
        Config before = found.content().run().config("length");
        if (length.longInteger("epochs") < before.longInteger("epochs")) {
            differences.add("epochs: " + before.longInteger("epochs") + ", now " + length.longInteger("epochs")
                    + ", which counts from the beginning: to train longer, give more than "
                    + before.longInteger("epochs"));
        }
        differences.addAll(Differences.between(before.with("epochs", 0), length.with("epochs", 0)));
        found.requireSame(
                differences, "Give the settings of that run, another --output than " + folder + ", or --overwrite.");
    }
}
