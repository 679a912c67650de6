package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.layer.Layers;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.metric.Metrics;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.Optimizers;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.ProgramSpec;
import io.kindling.tensor.Tensor;
import java.util.List;

/** The program behind {@link Kindling#fit}: one model and one loss, all described by the config, so that it can be serialized. */
public final class FitProgram implements Program {
    static final String MODEL = "model";

    static Config config(Model model, Optimizer optimizer, Loss loss, List<PredictionMetric> metrics) {
        return Config.of(
                "model", ModelGraph.describe(model),
                "optimizer", optimizer.config(),
                "loss", loss.config(),
                "metrics", metrics.stream().map(PredictionMetric::config).toList());
    }

    /** Describes a spec, so that specs that compute the same are equal. */
    static Config describe(ProgramSpec spec) {
        Config described = spec.asConfig();
        if (!spec.className().equals(FitProgram.class.getName())) {
            return described;
        }
        Config config = spec.config();
        return described.with("config", config.with("model", LayerNumbers.of(config.config("model"))));
    }

    @Override
    public void define(ProgramBuilder p) {
        Config config = p.config();
        DataSchema data = p.data();
        Model model = p.model(MODEL, ModelGraph.build(config.config("model"), Layers::create));
        Loss loss = Losses.REGISTRY.create(config.config("loss"));
        List<PredictionMetric> metrics = config.configs("metrics").stream()
                .map(described -> p.metric((PredictionMetric) Metrics.REGISTRY.create(described)))
                .toList();
        p.phase("train")
                .updates(model)
                .with(Optimizers.REGISTRY.create(config.config("optimizer")))
                .loss((step, batch) -> {
                    Tensor predictions =
                            model.call(data.inputs(model, batch), Mode.TRAINING).get(0);
                    metrics.forEach(metric -> metric.updateState(batch.labels(), predictions));
                    return step.loss(loss, batch, predictions).plus(step.losses(model));
                });
        p.evaluation((step, batch) -> {
            Tensor predictions =
                    model.call(data.inputs(model, batch), Mode.INFERENCE).get(0);
            metrics.forEach(metric -> metric.updateState(batch.labels(), predictions));
            return step.loss(loss, batch, predictions).plus(step.losses(model));
        });
        p.prediction(batch -> loss.probabilities(
                model.call(data.inputs(model, batch), Mode.INFERENCE).get(0)));
    }
}
