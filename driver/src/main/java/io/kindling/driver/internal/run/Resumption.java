package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.train.internal.checkpoint.Checkpoints;
import io.kindling.train.internal.checkpoint.Differences;
import java.util.ArrayList;
import java.util.List;
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
        Optional<Checkpoints.Found> found = settings.resumed().isPresent() && !folder.isRestarted()
                ? settings.resumed()
                        .map(path -> Checkpoints.Found.in(
                                Paths.location(path, settings.data().hadoop())))
                : new Checkpoints(folder.checkpoints()).newest(notes);
        found.ifPresent(each -> {
            try {
                requireSame(each);
            } catch (IllegalArgumentException | ClassCastException malformed) {
                throw malformed(each, malformed);
            }
            notes.accept("Resuming from " + each.name() + " in " + folder.checkpoints() + ": "
                    + Plural.of(each.content().state().step(), "step") + " done.");
        });
        return found;
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
        Location checkpoint = folder.checkpoints().child(Checkpoints.name(epoch.step()));
        try {
            progress.keepBest(CheckpointFolder.read(checkpoint).state().weights());
        } catch (ModelException unreadable) {
            throw new ModelException(
                    "Cannot resume from " + from.name() + " in " + folder.checkpoints() + ": the weights of epoch "
                            + (epoch.epoch() + 1) + ", the best so far by " + best.metric()
                            + ", are not available. " + unreadable.getMessage()
                            + " Add --keep-best none to end with the last weights instead.",
                    unreadable);
        }
    }

    private void requireSame(Checkpoints.Found found) {
        found.content().requireSameKernels(found.name() + " in " + folder.checkpoints());
        List<String> differences =
                new ArrayList<>(Differences.between(found.content().made(), made));
        Config length = settings.length().asConfig();
        Config before = found.content().run().config("length");
        if (length.longInteger("epochs") < before.longInteger("epochs")) {
            differences.add("epochs: " + before.longInteger("epochs") + ", now " + length.longInteger("epochs"));
        }
        differences.addAll(Differences.between(before.with("epochs", 0), length.with("epochs", 0)));
        found.requireSame(
                differences, "Give the settings of that run, another --output than " + folder + ", or --overwrite.");
    }
}
