package io.kindling.driver.example;

import io.kindling.config.Config;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Conv2D;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.MaxPooling2D;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.layer.Reshape;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Shape;
import java.util.List;

/**
 * An image classifier: two convolutions with 32 and 64 filters of 3 by 3, each followed by 2 by 2 max pooling, a hidden layer
 * of 128 units and one output per class. The image size and the number of classes come from the data.
 */
public final class ConvolutionalClassifier implements Program {
    /** The settings of {@link Classifier#DEFAULTS} with other values; pixels from 0 to 255 are divided by 255. */
    public static final Config DEFAULTS = Classifier.DEFAULTS
            .with("hidden", List.of(128))
            .with("rescale", true)
            .with("optimizer", Config.of("kind", "Adam", "learning_rate", 1e-3));

    @Override
    public void define(ProgramBuilder p) {
        Shape row = p.data().featureShape();
        Shape image = ImageShape.of(row);
        Node input = Input.of(row.dims()).named("images");
        Node x = row.equals(image) ? input : Reshape.of(image.dims()).apply(input);
        if (p.config().flag("rescale")) {
            x = Rescaling.of(1 / 255.0).apply(x);
        }
        x = Conv2D.of(32, 3).activation("relu").apply(x);
        x = MaxPooling2D.of(2).apply(x);
        x = Conv2D.of(64, 3).activation("relu").apply(x);
        x = MaxPooling2D.of(2).apply(x);
        x = Flatten.of().apply(x);
        Model network = Model.of(input, Classification.logits(p, x)).named("cnn");
        Classification.of(p.model("cnn", network)).declare(p);
    }
}
