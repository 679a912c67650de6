package com.acme.wrong;

import io.kindling.config.Config;
import io.kindling.nn.Initializer;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** A program with an initializer of its own, and with the layer that its setting names. */
public final class HasPartsOfItsOwn implements Program {
    /** A layer without config. */
    static final class WithoutConfig extends Layer {
        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return input;
        }
    }

    /** A layer that only the process that builds the program knows. */
    static final class Here extends Layer {
        static final String KIND = "com.acme>Here";

        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return input;
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public Config config() {
            return Config.EMPTY;
        }
    }

    /** An initializer that no jar lists. */
    record Tenths() implements Initializer {
        @Override
        public float[] values(Shape shape, long seed) {
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 10 / 10f;
            }
            return values;
        }

        @Override
        public Config config() {
            return Config.of("kind", "com.acme>Tenths");
        }
    }

    @Override
    public void define(ProgramBuilder p) {
        Layers.register(Here.KIND, config -> new Here());
        Node images = Input.of(p.data().featureShape().dims());
        Node bright = Rescaling.of(1 / 255.0).apply(Flatten.of().apply(images));
        Node logits = Dense.of(10).kernelInitializer(new Tenths()).apply(bright);
        Layer last = switch (p.config().string("layer")) {
            case "without-config" -> new WithoutConfig();
            case "registered-here" -> new Here();
            default -> Rescaling.of(2);
        };
        Model model = p.model("m", Model.of(images, last.named("last").apply(logits)));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("train")
                .updates(model)
                .with(SGD.of(0.1))
                .loss((step, batch) -> step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING)));
        p.evaluation((step, batch) -> step.loss(loss, batch, model.call(batch.features(), Mode.INFERENCE)));
    }
}
