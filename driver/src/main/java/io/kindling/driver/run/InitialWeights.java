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

/** Weights of saved models in place of a program's first ones. */
final class InitialWeights {
    private final Location folder;
    private final ModelFolder saved;

    private InitialWeights(Location folder, ModelFolder saved) {
        this.folder = folder;
        this.saved = saved;
    }

    /** @throws ModelException where it is missing or damaged */
    static InitialWeights read(Location folder) {
        return new InitialWeights(folder, ModelFolder.read(folder));
    }

    /**
     * Refuses rows that these models were not made for.
     *
     * @throws DataException where rows have another shape, or labels name more classes
     */
    void requireFit(DataSchema rows) {
        DataSchema made = Provenance.from(saved.made()).program().data();
        requireFit(made, rows, folder.toString());
    }

    /** Refuses rows of another shape, or with more classes, than a model was made for. */
    static void requireFit(DataSchema made, DataSchema rows, String model) {
        if (!made.featureShape().equals(rows.featureShape())) {
            throw new DataException("Invalid rows: " + rows.featureShape() + " each (the model in " + model + " takes "
                    + made.featureShape() + ")");
        }
        if (rows.classes() > made.classes()) {
            throw new DataException("Invalid labels: they name " + rows.classes() + " classes (the model in " + model
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
                throw new ModelException("Cannot begin with the weights in " + folder + ": model '" + model.getKey()
                        + "' has weights " + shapes(found) + " there, this program's are " + shapes(expected) + ".");
            }
            expected.write(found.read(from), model.getValue());
        }
    }

    private static List<Shape> shapes(WeightLayout layout) {
        return layout.slices().stream().map(WeightLayout.Slice::shape).toList();
    }
}
