package io.kindling.driver.run;

import io.kindling.data.DataException;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.nn.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.tensor.Shape;
import java.util.List;
import java.util.Map;

/** A folder of models that were trained here: how they were made, and their weights for the same program. */
final class SavedModels {
    private final Location folder;
    private final ModelFolder saved;

    private SavedModels(Location folder, ModelFolder saved) {
        this.folder = folder;
        this.saved = saved;
    }

    /** @throws ModelException where it is missing or damaged */
    static SavedModels read(Location folder) {
        return new SavedModels(folder, ModelFolder.read(folder));
    }

    /**
     * How the models were made.
     *
     * @throws ModelException where the folder does not say
     */
    Provenance provenance() {
        try {
            return Provenance.from(saved.made());
        } catch (IllegalArgumentException unknown) {
            throw new ModelException(
                    "Cannot build the program of the model in " + folder
                            + " again: the folder does not say which it was. " + unknown.getMessage(),
                    unknown);
        }
    }

    /** The models by name. */
    Map<String, Model> models() {
        return saved.models();
    }

    /**
     * Refuses rows that these models were not made for.
     *
     * @throws DataException where rows have another shape, or labels name more classes
     */
    void requireFit(DataSchema rows) {
        DataSchema made = provenance().program().data();
        if (!made.featureShape().equals(rows.featureShape())) {
            throw new DataException("Invalid rows: " + rows.featureShape() + " each (the model in " + folder + " takes "
                    + made.featureShape() + ")");
        }
        if (rows.classes() > made.classes()) {
            throw new DataException("Invalid labels: they name " + rows.classes() + " classes (the model in " + folder
                    + " knows " + made.classes() + ")");
        }
    }

    /**
     * Loads them into the program's models.
     *
     * @throws ModelException where the folder lacks a model of the program, or has one of another shape
     */
    void load(BuiltProgram program) {
        int i = 0;
        for (Map.Entry<String, Model> model : program.models().entrySet()) {
            Model from = saved.model(model.getKey());
            WeightLayout expected = program.layouts().get(i++);
            WeightLayout found = WeightLayout.of(from);
            if (!shapes(found).equals(shapes(expected))) {
                throw new ModelException("Cannot use the weights in " + folder + ": model '" + model.getKey()
                        + "' has weights " + shapes(found) + " there, this program's are " + shapes(expected) + ".");
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
