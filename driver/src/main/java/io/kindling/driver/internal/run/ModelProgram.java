package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Layers;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.metric.Metrics;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * A saved model in place of the program that its folder does not record. It predicts the model's output and, if there is a loss,
 * evaluates it and predicts what the loss takes for probabilities; it cannot be trained. Its weights are zeros until the saved
 * ones are loaded.
 */
public final class ModelProgram implements Program {
    private static final String NAME = "name";
    private static final String MODEL = "model";
    private static final String ELEMENTS = "elements";
    private static final String LOSS = "loss";
    private static final String METRICS = "metrics";

    /** Returns the program that predicts with a model. */
    static ProgramSpec predicting(String name, Model model, DataSchema rows) {
        long elements = model.weights().stream()
                .mapToLong(weight -> weight.shape().size())
                .sum();
        return spec(Config.of(NAME, name, MODEL, ModelGraph.describe(model), ELEMENTS, elements), rows);
    }

    /** Returns the program that also evaluates it. */
    static ProgramSpec evaluating(ProgramSpec predicting, Loss loss, List<PredictionMetric> metrics) {
        Config config = predicting
                .config()
                .with(LOSS, loss.config())
                .with(METRICS, metrics.stream().map(PredictionMetric::config).toList());
        return spec(config, predicting.data());
    }

    private static ProgramSpec spec(Config config, DataSchema rows) {
        RunSettings run = RunSettings.DEFAULT;
        return new ProgramSpec(
                ModelProgram.class.getName(), config, rows, run.seed(), run.batchSize(), run.shards(), run.execution());
    }

    @Override
    public void define(ProgramBuilder p) {
        Config config = p.config();
        DataSchema data = p.data();
        Model model = p.model(config.string(NAME), model(config));
        if (!config.has(LOSS)) {
            return;
        }
        Loss loss = Losses.REGISTRY.create(config.config(LOSS));
        List<PredictionMetric> metrics = config.configs(METRICS).stream()
                .map(described -> p.metric((PredictionMetric) Metrics.REGISTRY.create(described)))
                .toList();
        p.evaluation((step, batch) -> {
            Tensor predictions =
                    model.call(data.inputs(model, batch), Mode.INFERENCE).get(0);
            Tensor probabilities = loss.probabilities(predictions);
            metrics.forEach(metric -> metric.updateState(batch.labels(), probabilities));
            return step.loss(loss, batch, predictions);
        });
        p.prediction(batch -> loss.probabilities(
                model.call(data.inputs(model, batch), Mode.INFERENCE).get(0)));
    }

    @SuppressWarnings("try") // a scope acts by being open
    private static Model model(Config config) {
        try (BuildScope zeros = BuildScope.withZeros(config.longInteger(ELEMENTS))) {
            return ModelGraph.build(config.config(MODEL), Layers::create);
        }
    }
}
