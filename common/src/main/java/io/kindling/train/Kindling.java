package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.nn.Model;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.program.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains a model in one call, from an optimizer, a loss and rows. These parts, and the layers, are created again from their
 * configs where they compute. Custom kinds must therefore be registered, as by {@code Losses.REGISTRY.register}; with a
 * {@link io.kindling.program.Program} of your own, only custom layers must.
 */
public final class Kindling {
    private Kindling() {}

    /** Trains a model on this machine, and stores the trained weights in it. */
    public static History fit(
            Model model, Optimizer optimizer, Loss loss, List<PredictionMetric> metrics, Examples rows, int epochs) {
        return fit(Runner.local(), model, optimizer, loss, metrics, rows.split(0), epochs);
    }

    /** Trains a model with a runner, evaluates it at the end of each epoch, and stores the trained weights in it. */
    public static History fit(
            Runner runner,
            Model model,
            Optimizer optimizer,
            Loss loss,
            List<PredictionMetric> metrics,
            Split<Examples> rows,
            int epochs) {
        Config config = FitProgram.config(model, optimizer, loss, metrics);
        List<History.Epoch> history = new ArrayList<>();
        try (Training training = runner.start(FitProgram.class, config, rows)) {
            training.replaceWeights(FitProgram.MODEL, model);
            for (int epoch = 0; epoch < epochs; epoch++) {
                history.add(epoch(training));
            }
            training.copyWeights(FitProgram.MODEL, model);
        }
        return new History(history);
    }

    private static History.Epoch epoch(Training training) {
        double weighted = 0;
        long rows = 0;
        Map<String, Double> metrics = Map.of();
        for (StepResult step : training.epoch()) {
            weighted += step.loss() * step.rows();
            rows += step.rows();
            metrics = step.metrics();
        }
        return new History.Epoch(rows == 0 ? 0 : weighted / rows, metrics, training.evaluate());
    }
}
