package com.acme.wrong;

import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;

/** Defines a different model each time it is built. */
public final class BuildsDifferently implements Program {
    private static int built;

    @Override
    public void define(ProgramBuilder p) {
        built++;
        Node images = Input.of(p.data().featureShape().dims());
        Model model =
                p.model("m", Model.of(images, Dense.of(built).apply(Flatten.of().apply(images))));
        p.phase("train")
                .updates(model)
                .with(SGD.of(0.1))
                .loss((step, batch) -> step.mean(model.call(batch.features())));
    }
}
