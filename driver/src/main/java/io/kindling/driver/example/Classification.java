package io.kindling.driver.example;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.WeightsException;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Optimizers;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The common part of the classifiers: one phase, named train, with cross-entropy; the metric accuracy and, with the setting
 * {@code confusion_matrix}, a confusion matrix; class probabilities as predictions.
 *
 * @param model maps features to logits (batch, classes)
 */
record Classification(Model model) {
    static Classification of(Model model) {
        return new Classification(model);
    }

    void declare(ProgramBuilder p) {
        Config config = p.config();
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

    /** Builds the hidden layers from the settings {@code hidden, activation, dropout}, and one logit per class. */
    static Node logits(ProgramBuilder p, Node inputs) {
        Config config = p.config();
        Node x = inputs;
        for (int units : config.integers("hidden")) {
            x = apply(Dense.of(units).activation(config.string("activation")), x, "hidden", units);
            if (config.number("dropout") > 0) {
                x = Dropout.of(config.number("dropout")).apply(x);
            }
        }
        int classes = p.data().classes();
        if (classes == 0) {
            throw new DataException(
                    "Cannot train a classifier: the labels are numbers to predict, not classes. Class labels are whole"
                            + " numbers from 0, in a column of whole numbers, or names. To predict numbers, write a program of"
                            + " your own.");
        }
        return apply(Dense.of(classes).named("predictions"), x, "classes", classes);
    }

    /** Applies a layer; if its size is too large, the message names the setting. */
    private static Node apply(Layer layer, Node x, String setting, int size) {
        try {
            return layer.apply(x);
        } catch (WeightsException tooLarge) {
            throw new IllegalArgumentException(
                    "Invalid " + setting + ": " + size + " (" + tooLarge.getMessage() + ")", tooLarge);
        }
    }
}
