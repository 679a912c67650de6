package io.kindling.program;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import java.util.Map;

/** The prediction of a program that declares none: the output of its only model. */
final class UndeclaredPrediction {
    private UndeclaredPrediction() {}

    /** @throws ProgramException if there are several models, or one whose inputs the rows' features do not name */
    static PredictionFunction of(ProgramSpec spec, Map<String, Model> models) {
        if (models.size() != 1) {
            throw needed(spec, "it has the models " + models.keySet() + " and");
        }
        Model only = models.values().iterator().next();
        int inputs = only.inputs().size();
        if (inputs > 1 && spec.data().layout().features().isEmpty()) {
            throw needed(spec, "its model has " + inputs + " inputs, rows have features without names, and it");
        }
        return batch ->
                only.call(spec.data().inputs(only, batch), Mode.INFERENCE).get(0);
    }

    private static ProgramException needed(ProgramSpec spec, String why) {
        return new ProgramException("Cannot predict with program " + spec.className() + ": " + why
                + " declares no prediction. Declare one with p.prediction(...).");
    }
}
