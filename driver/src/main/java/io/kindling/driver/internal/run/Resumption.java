package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
        Optional<Checkpoints.Found> found = settings.resumed().isPresent() ? Optional.of(named()) : newest();
        found.ifPresent(each -> {
            requireSame(each);
            notes.accept("Resuming from " + each.name() + " in " + folder.checkpoints() + ": "
                    + Plural.of(each.content().state().step(), "step") + " done.");
        });
        return found;
    }

    private Checkpoints.Found named() {
        Location location =
                Paths.location(settings.resumed().orElseThrow(), settings.data().hadoop());
        return new Checkpoints.Found(location.name(), CheckpointFolder.read(location));
    }

    private Optional<Checkpoints.Found> newest() {
        try {
            return Checkpoints.newest(folder.checkpoints(), notes);
        } catch (IOException failed) {
            throw new ModelException(
                    "Cannot read checkpoints in " + folder.checkpoints() + ": " + failed.getMessage(), failed);
        }
    }

    private void requireSame(Checkpoints.Found found) {
        List<String> differences = new ArrayList<>();
        compare("", found.content().made(), made, differences);
        Config length = settings.length().asConfig();
        Config before = found.content().run().config("length");
        if (length.longInteger("epochs") < before.longInteger("epochs")) {
            differences.add("epochs: " + before.longInteger("epochs") + ", now " + length.longInteger("epochs"));
        }
        compare("", before.with("epochs", 0), length.with("epochs", 0), differences);
        if (!differences.isEmpty()) {
            throw new ModelException("Cannot resume from " + found.name() + " in " + folder.checkpoints()
                    + ": it was written with other settings (" + String.join("; ", differences)
                    + "). Give the settings of that run, another --output, or --overwrite.");
        }
    }

    private static void compare(String path, Config before, Config now, List<String> differences) {
        Set<String> names = new TreeSet<>(before.names());
        names.addAll(now.names());
        for (String name : names) {
            Object old = before.asMap().get(name);
            Object changed = now.asMap().get(name);
            if (old instanceof Config oldConfig && changed instanceof Config nowConfig) {
                compare(path + name + ".", oldConfig, nowConfig, differences);
            } else if (!Objects.equals(old, changed)) {
                differences.add(path + name + ": " + text(old) + ", now " + text(changed));
            }
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
