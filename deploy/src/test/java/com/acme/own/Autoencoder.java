package com.acme.own;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.MeanSquaredError;
import io.kindling.nn.metric.MeanAbsoluteError;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;

/** A model that reconstructs a row's numbers from fewer: its rows need no labels. */
public final class Autoencoder implements Program {
    @Override
    public void define(ProgramBuilder p) {
        int columns = Math.toIntExact(p.data().featureShape().size());
        Model model = p.model(
                "model",
                Model.sequential(
                        Input.of(columns),
                        Dense.of(8).activation("relu"),
                        Dense.of(2).named("code"),
                        Dense.of(8).activation("relu"),
                        Dense.of(columns)));
        MeanSquaredError loss = MeanSquaredError.of();
        MeanAbsoluteError error = p.metric(MeanAbsoluteError.named("error"));
        p.phase("train").updates(model).with(Adam.of(0.01)).loss((step, batch) -> {
            Tensor rebuilt = model.call(batch.features(), Mode.TRAINING);
            error.updateState(batch.features(), rebuilt);
            return step.mean(loss.perExample(batch.features(), rebuilt));
        });
        p.evaluation((step, batch) -> {
            Tensor rebuilt = model.call(batch.features());
            error.updateState(batch.features(), rebuilt);
            return step.mean(loss.perExample(batch.features(), rebuilt));
        });
    }
}
