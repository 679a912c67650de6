package io.kindling.driver.example;

import io.kindling.data.Shuffle;
import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.WeightsException;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Optimizers;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The guide's classifier: hidden layers of 64 and 64, one output a class, trained on cross-entropy. Width and classes come
 * from the data.
 */
public final class Classifier implements Program {
    /** The guide's order of rows: drawn through a buffer of 1024. */
    public static final Shuffle SHUFFLE = Shuffle.buffer(1024);

    /** The guide's settings; with {@code confusion_matrix} an evaluation also counts which class was taken for which. */
    public static final Config DEFAULTS = Config.of(
            "hidden",
            List.of(64, 64),
            "activation",
            "relu",
            "dropout",
            0.0,
            "rescale",
            false,
            "confusion_matrix",
            false,
            "optimizer",
            Config.of("kind", "SGD", "learning_rate", 1e-3));

    @Override
    public void define(ProgramBuilder p) {
        Config config = p.config();
        Model model = p.model("classifier", network(p));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy accuracy = p.metric(SparseCategoricalAccuracy.named("accuracy"));

        p.phase("train")
                .updates(model)
                .with(Optimizers.REGISTRY.create(config.config("optimizer")))
                .loss((step, batch) -> {
                    Tensor logits = model.call(batch.features(), Mode.TRAINING);
                    accuracy.updateState(batch.labels(), logits);
                    return step.loss(loss, batch, logits);
                });
        List<PredictionMetric> evaluated = new ArrayList<>(List.of(accuracy));
        if (config.flag("confusion_matrix")) {
            evaluated.add(p.metric(ConfusionMatrix.of(p.data().classes())));
        }
        p.evaluation((step, batch) -> {
            Tensor logits = model.call(batch.features());
            evaluated.forEach(metric -> metric.updateState(batch.labels(), logits));
            return step.loss(loss, batch, logits);
        });
        p.prediction(batch -> loss.probabilities(model.call(batch.features())));
    }

    private static Model network(ProgramBuilder p) {
        Config config = p.config();
        int[] row = p.data().featureShape().dims();
        Node input = Input.of(row).named("digits");
        Node x = row.length > 1 ? Flatten.of().apply(input) : input;
        if (config.flag("rescale")) {
            x = Rescaling.of(1 / 255.0).apply(x);
        }
        for (int units : config.integers("hidden")) {
            x = apply(Dense.of(units).activation(config.string("activation")), x, "hidden", units);
            if (config.number("dropout") > 0) {
                x = Dropout.of(config.number("dropout")).apply(x);
            }
        }
        int classes = p.data().classes();
        Node logits = apply(Dense.of(classes).named("predictions"), x, "classes", classes);
        return Model.of(input, logits).named("classifier");
    }

    /** A size that is too large is told by the name of its setting. */
    private static Node apply(Layer layer, Node x, String setting, int size) {
        try {
            return layer.apply(x);
        } catch (WeightsException tooLarge) {
            throw new IllegalArgumentException(
                    "Invalid " + setting + ": " + size + " (" + tooLarge.getMessage() + ")", tooLarge);
        }
    }
}
