package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Labels;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.ProgramSpec;
import io.kindling.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of trained models: the program to compute with them, and their weights to load into it. The folder records the
 * program that trained them, unless Java code wrote it.
 */
final class SavedModels {
    private static final String PROGRAM = "program";
    private static final String LABELS = "labels";

    private final Location folder;
    private final ModelFolder saved;

    private SavedModels(Location folder, ModelFolder saved) {
        this.folder = folder;
        this.saved = saved;
    }

    /** @throws ModelException if the folder is missing or damaged */
    static SavedModels read(Location folder) {
        return new SavedModels(folder, ModelFolder.read(folder));
    }

    /**
     * Returns how the models were trained; empty if the folder does not record their program.
     *
     * @throws ModelException if the record is incomplete
     */
    Optional<Provenance> recorded() {
        if (!(saved.provenance().asMap().get(PROGRAM) instanceof Config)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Provenance.from(saved.provenance()));
        } catch (IllegalArgumentException unknown) {
            throw new ModelException(
                    "Cannot rebuild the program of the model in " + folder + ": " + unknown.getMessage(), unknown);
        }
    }

    /**
     * Returns the recorded program, or else what the user sets in its place.
     *
     * @throws SettingsException if something is set although the folder records its program, or missing if it does not
     */
    ProgramSpec program(UnrecordedProgram settings) {
        Optional<Provenance> made = recorded();
        if (made.isEmpty()) {
            return settings.of(saved.models(), folder.toString());
        }
        settings.requireUnset(folder.toString(), made.get().program());
        return made.get().program();
    }

    /**
     * Returns the recorded program.
     *
     * @param what what cannot be done without it
     * @throws ModelException if the folder does not record it
     */
    ProgramSpec requireProgram(String what) {
        return recorded()
                .orElseThrow(() -> new ModelException("Cannot " + what + " with the model in " + folder
                        + ": the folder does not record the program that trained it, which declares how."))
                .program();
    }

    /** Returns what labels stood for when the models were trained or, if that is not recorded, in rows that they take. */
    Labels labels(DataSchema taken) {
        Optional<Config> labels = recorded()
                .map(Provenance::data)
                .filter(data -> data.has(LABELS))
                .map(data -> data.config(LABELS));
        if (labels.isPresent()) {
            return Labels.from(labels.get());
        }
        return taken.classes() > 0 ? new Labels.Numbers(taken.classes()) : new Labels.Targets();
    }

    /** Returns the models by name. */
    Map<String, Model> models() {
        return saved.models();
    }

    /** @throws DataException if rows have another shape than those that these models take */
    void requireFeatures(DataSchema taken, DataSchema rows) {
        if (!taken.featureShape().equals(rows.featureShape())) {
            throw new DataException("Invalid rows: " + rows.featureShape() + " each (the model in " + folder + " takes "
                    + taken.featureShape() + ")");
        }
    }

    /** @throws DataException if the labels of rows have more classes than these models */
    void requireClasses(DataSchema taken, DataSchema rows) {
        if (rows.classes() > taken.classes()) {
            throw new DataException("Invalid labels: " + rows.classes() + " classes (the model in " + folder + " has "
                    + taken.classes() + ")");
        }
    }

    /**
     * Loads the weights into a program for some rows, as {@link #load} does.
     *
     * @throws DataException if the weights have other shapes because these models were trained on other rows
     */
    void load(BuiltProgram program, DataSchema rows) {
        try {
            load(program);
        } catch (ModelException unfit) {
            recorded().map(made -> made.program().data()).ifPresent(taken -> {
                requireFeatures(taken, rows);
                requireClasses(taken, rows);
            });
            throw unfit;
        }
    }

    /**
     * Loads the weights into the program's models: into those of the same names, or the only model into the only one.
     *
     * @throws ModelException if the folder lacks a model of the program, or weights have other shapes
     */
    void load(BuiltProgram program) {
        boolean only = program.models().size() == 1 && saved.models().size() == 1;
        int i = 0;
        for (Map.Entry<String, Model> model : program.models().entrySet()) {
            Model from = only ? saved.model() : saved.model(model.getKey());
            WeightLayout expected = program.layouts().get(i++);
            WeightLayout found = WeightLayout.of(from);
            if (!shapes(found).equals(shapes(expected))) {
                throw new ModelException("Cannot use the weights in " + folder + ": model '" + model.getKey()
                        + "' has weights of shapes " + shapes(found) + " there, but this program needs "
                        + shapes(expected)
                        + ".");
            }
            expected.write(found.read(from), model.getValue());
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private static List<Shape> shapes(WeightLayout layout) {
        return layout.slices().stream().map(WeightLayout.Slice::shape).toList();
    }
}
