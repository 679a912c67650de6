package com.acme.wrong;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;

/** Ends the process that computes it, at step 3. */
public final class HaltsInPhase implements Program {
    @Override
    public void define(ProgramBuilder p) {
        Model model = p.model("m", HasItsLayer.model(p));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("halt").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
            if (step.number() == 3) {
                Runtime.getRuntime().halt(3);
            }
            return step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING));
        });
    }
}
