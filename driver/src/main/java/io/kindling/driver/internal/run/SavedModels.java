package io.kindling.driver.internal.run;

import io.kindling.data.DataException;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.tensor.Shape;
import java.util.List;
import java.util.Map;

/** A folder of trained models: their provenance, and their weights to load into the same program. */
final class SavedModels {
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
     * Returns how the models were trained.
     *
     * @throws ModelException if the folder does not record it
     */
    Provenance provenance() {
        try {
            return Provenance.from(saved.provenance());
        } catch (IllegalArgumentException unknown) {
            throw new ModelException(
                    "Cannot rebuild the program of the model in " + folder + ": the folder does not record it. "
                            + unknown.getMessage(),
                    unknown);
        }
    }

    /** Returns the models by name. */
    Map<String, Model> models() {
        return saved.models();
    }

    /**
     * Checks that rows fit these models.
     *
     * @throws DataException if the rows have another shape or the labels more classes
     */
    void requireFit(DataSchema rows) {
        DataSchema made = provenance().program().data();
        if (!made.featureShape().equals(rows.featureShape())) {
            throw new DataException("Invalid rows: " + rows.featureShape() + " each (the model in " + folder + " takes "
                    + made.featureShape() + ")");
        }
        if (rows.classes() > made.classes()) {
            throw new DataException("Invalid labels: " + rows.classes() + " classes (the model in " + folder + " has "
                    + made.classes() + ")");
        }
    }

    /**
     * Loads the weights into the program's models.
     *
     * @throws ModelException if the folder lacks a model of the program, or weights have other shapes
     */
    void load(BuiltProgram program) {
        int i = 0;
        for (Map.Entry<String, Model> model : program.models().entrySet()) {
            Model from = saved.model(model.getKey());
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
