package io.kindling.program;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.tensor.Tensor;

/** A small image classifier, trained with Adam on raw pixels. */
public final class SmallClassifierFixture implements Program {
    public static Model model() {
        Node input = Input.of(28, 28);
        Node x = Dense.of(16).activation("relu").apply(Flatten.of().apply(input));
        return Model.of(input, Dense.of(10).apply(x));
    }

    @Override
    public void define(ProgramBuilder p) {
        Model model = p.model("classifier", model());
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));
        p.phase("train")
                .updates(model)
                .with(Adam.of(p.config().number("rate", 1e-3)))
                .loss((step, batch) -> {
                    Tensor logits = model.call(batch.features(), Mode.TRAINING);
                    accuracy.updateState(batch.labels(), logits);
                    return step.loss(loss, batch, logits);
                });
        p.evaluation((step, batch) -> {
            Tensor logits = model.call(batch.features());
            accuracy.updateState(batch.labels(), logits);
            return step.loss(loss, batch, logits);
        });
    }
}
