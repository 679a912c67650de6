package io.kindling.driver.table;

import static io.kindling.nn.Mode.INFERENCE;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Concatenate;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Embedding;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import java.util.List;

/** A fixture: classifies by two named inputs, one of which is a number of a category. */
public final class SizeAndKindProgram implements Program {
    @Override
    public void define(ProgramBuilder p) {
        Node size = Input.of(2).named("size");
        Node kind = Input.of(1).named("kind");
        Node known = Flatten.of().apply(Embedding.of(3, 4).apply(kind));
        Node hidden = Dense.of(8)
                .activation("relu")
                .named("hidden")
                .apply(Concatenate.of().apply(size, known));
        Model model = p.model(
                "model", Model.of(List.of(size, kind), List.of(Dense.of(3).apply(hidden))));
        SparseCategoricalCrossentropy loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("train")
                .updates(model)
                .with(Adam.of(0.01))
                .loss((step, batch) -> step.loss(
                        loss,
                        batch,
                        model.call(batch.features(model.inputNames()), TRAINING).get(0)));
        p.evaluation((step, batch) -> step.loss(
                loss,
                batch,
                model.call(batch.features(model.inputNames()), INFERENCE).get(0)));
        p.prediction(batch -> loss.probabilities(
                model.call(batch.features(model.inputNames()), INFERENCE).get(0)));
    }
}
