package io.kindling.driver.example;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;

/** The guide's classifier as a program: what a step computes, independent of the loop and of where it runs. */
public final class DigitsProgram implements Program {
    @Override
    public void define(ProgramBuilder p) {
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").apply(inputs);
        x = Dense.of(64).activation("relu").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        Model model = p.model("digits", Model.of(inputs, outputs));

        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));

        p.phase("train").updates(model).with(SGD.of(1e-3)).loss((step, batch) -> {
            Tensor logits = model.call(batch.features(), Mode.TRAINING);
            accuracy.updateState(batch.labels(), logits);
            return step.loss(lossFn, batch, logits);
        });
        p.evaluation((step, batch) -> {
            Tensor logits = model.call(batch.features(), Mode.INFERENCE);
            accuracy.updateState(batch.labels(), logits);
            return step.loss(lossFn, batch, logits);
        });
    }
}
