package com.acme.own;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;

/** A regression whose layer, loss, metric, optimizer and schedule are the user's own. */
public final class OwnParts implements Program {
    @Override
    public void define(ProgramBuilder p) {
        Node inputs = Input.of(p.data().featureShape().dims());
        Node scaled = Scale.of().penalty(1e-4).named("scale").apply(inputs);
        Model model = p.model("model", Model.of(inputs, Dense.of(1).apply(scaled)));
        LogCosh loss = new LogCosh();
        RSquared rSquared = p.metric(new RSquared("r_squared"));

        p.phase("train")
                .updates(model)
                .with(SignSGD.of(new WarmUp(0.01, 10)).momentum(0.7).clipNorm(1))
                .loss((step, batch) -> {
                    Tensor predictions = model.call(batch.features(), Mode.TRAINING);
                    rSquared.updateState(batch.labels(), predictions);
                    return step.loss(loss, batch, predictions).plus(step.losses(model));
                });
        p.evaluation((step, batch) -> {
            Tensor predictions = model.call(batch.features());
            rSquared.updateState(batch.labels(), predictions);
            return step.loss(loss, batch, predictions);
        });
    }
}
