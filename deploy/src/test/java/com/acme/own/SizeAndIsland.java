package com.acme.own;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Concatenate;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Embedding;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Softmax;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;
import java.util.List;

/** A classifier of two named inputs: measurements, and the number of a category, for which it learns a vector. */
public final class SizeAndIsland implements Program {
    private static final int ISLANDS = 3;

    @Override
    public void define(ProgramBuilder p) {
        Node size = Input.of(p.data().featureShape("size").dims()).named("size");
        Node island = Input.of(1).named("island");
        Node known = Flatten.of().apply(Embedding.of(ISLANDS, 4).apply(island));
        Node hidden = Dense.of(16).activation("relu").apply(Concatenate.of().apply(size, known));
        Node classes = Softmax.of().apply(Dense.of(p.data().classes()).apply(hidden));
        Model model = p.model("model", Model.of(List.of(size, island), List.of(classes)));
        SparseCategoricalCrossentropy loss = SparseCategoricalCrossentropy.fromProbabilities();
        SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));

        p.phase("train").updates(model).with(Adam.of(0.01)).loss((step, batch) -> {
            Tensor predictions = model.call(batch.features(model.inputNames()), Mode.TRAINING)
                    .get(0);
            return step.loss(loss, batch, predictions);
        });
        p.evaluation((step, batch) -> {
            Tensor predictions = model.call(batch.features(model.inputNames()), Mode.INFERENCE)
                    .get(0);
            accuracy.updateState(batch.labels(), predictions);
            return step.loss(loss, batch, predictions);
        });
    }
}
