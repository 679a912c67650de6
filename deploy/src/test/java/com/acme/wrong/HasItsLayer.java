package com.acme.wrong;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;

/** A valid program that uses a layer of its own. */
public final class HasItsLayer implements Program {
    @Override
    public void define(ProgramBuilder p) {
        Model model = p.model("m", model(p));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("train")
                .updates(model)
                .with(SGD.of(0.1))
                .loss((step, batch) -> step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING)));
    }

    static Model model(ProgramBuilder p) {
        Node images = Input.of(p.data().featureShape().dims());
        Node bright = Rescaling.of(1 / 255.0).apply(Flatten.of().apply(images));
        return Model.of(images, new Tagged().apply(Dense.of(10).apply(bright)));
    }
}
