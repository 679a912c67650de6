package com.acme.fault;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;

/**
 * A program that processes with the variable {@code LACKS_FILES} cannot build or, with {@code later} in its config, can build but
 * not run.
 */
public final class BuiltPartly implements Program {
    @Override
    public void define(ProgramBuilder p) {
        boolean later = p.config().has("later");
        if (!later) {
            readVocabulary();
        }
        Node images = Input.of(p.data().featureShape().dims());
        Model model =
                p.model("m", Model.of(images, Dense.of(10).apply(Flatten.of().apply(images))));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("train").updates(model).with(SGD.of(0.01)).loss((step, batch) -> {
            if (later) {
                readVocabulary();
            }
            return step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING));
        });
    }

    private static void readVocabulary() {
        if (System.getenv("LACKS_FILES") != null) {
            throw new IllegalStateException("there is no vocabulary");
        }
    }
}
