package com.acme;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.MeanSquaredError;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;

/** Trains an autoencoder of images and, in the same step, a classifier on its codes. */
public final class MyProgram implements Program {
    @Override
    public void define(ProgramBuilder p) {
        int[] image = p.data().featureShape().dims();
        int size = (int) p.data().featureShape().size();
        int features = p.config().integer("features", 32);
        double rate = p.config().number("rate", 1e-3);

        Node images = Input.of(image);
        Node bright = Rescaling.of(1 / 255.0).apply(Flatten.of().apply(images));
        Model pixels = Model.of(images, bright);
        Node code = Dense.of(features).activation("relu").apply(bright);
        Model encoder = p.model("encoder", Model.of(images, Sparse.of(1e-6).apply(code)));
        Node codes = Input.of(features);
        Model decoder = p.model("decoder", Model.of(codes, Dense.of(size).activation("sigmoid").apply(codes)));
        Node known = Input.of(features);
        Model head = p.model("head", Model.of(known, Dense.of(p.data().classes()).apply(known)));

        Loss drawn = MeanSquaredError.of();
        Loss named = SparseCategoricalCrossentropy.fromLogits();
        Confidence confidence = p.metric(new Confidence("confidence"));

        p.phase("features").updates(encoder, decoder).with(Adam.of(rate)).loss((step, batch) -> {
            Tensor again = decoder.call(encoder.call(batch.features(), Mode.TRAINING), Mode.TRAINING);
            return step.mean(drawn.perExample(pixels.call(batch.features()), again)).plus(step.losses(encoder));
        });
        p.phase("head").updates(head).with(Adam.of(rate)).loss((step, batch) -> {
            Tensor logits = head.call(encoder.call(batch.features()), Mode.TRAINING);
            confidence.updateState(batch.labels(), logits);
            return step.loss(named, batch, logits);
        });
        p.evaluation((step, batch) -> {
            Tensor logits = head.call(encoder.call(batch.features()));
            confidence.updateState(batch.labels(), logits);
            return step.loss(named, batch, logits);
        });
    }
}
