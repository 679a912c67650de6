package io.kindling.driver.example;

import io.kindling.config.Config;
import io.kindling.data.Shuffle;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.FeatureStatistics;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Normalization;
import io.kindling.nn.layer.Rescaling;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import java.util.List;

/**
 * The guide's classifier: two hidden layers of 64 units and one output per class, trained with cross-entropy. The input width
 * and the number of classes come from the data.
 */
public final class Classifier implements Program {
    /** The guide's shuffling: a buffer of 1024 rows. */
    public static final Shuffle SHUFFLE = Shuffle.buffer(1024);

    /**
     * The guide's settings; {@code confusion_matrix} adds a confusion matrix to evaluations. {@code normalize} may be the
     * statistics of the features.
     */
    public static final Config DEFAULTS = Config.of(
            "hidden",
            List.of(64, 64),
            "activation",
            "relu",
            "dropout",
            0.0,
            "rescale",
            false,
            "normalize",
            false,
            "confusion_matrix",
            false,
            "optimizer",
            Config.of("kind", "SGD", "learning_rate", 1e-3));

    @Override
    public void define(ProgramBuilder p) {
        int[] row = p.data().featureShape().dims();
        Node input = Input.of(row).named("digits");
        Node x = row.length > 1 ? Flatten.of().apply(input) : input;
        if (p.config().flag("rescale")) {
            x = Rescaling.of(1 / 255.0).apply(x);
        }
        Object normalize = p.config().asMap().get("normalize");
        if (normalize instanceof Config statistics) {
            x = Normalization.of(FeatureStatistics.from(statistics)).apply(x);
        }
        Model network = Model.of(input, Classification.logits(p, x)).named("classifier");
        Classification.of(p.model("classifier", network)).declare(p);
    }
}
