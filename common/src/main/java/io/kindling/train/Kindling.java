package io.kindling.train;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.io.ModelException;
import io.kindling.nn.Model;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.optimizer.Optimizer;
import java.util.List;
import java.util.Set;

/**
 * Trains a model in one call, from an optimizer, a loss and rows. These parts, and the layers, are created again from their
 * configs where they compute. Custom kinds must therefore be registered, as by {@code Losses.REGISTRY.register}; with a
 * {@link io.kindling.program.Program} of your own, only custom layers must.
 */
public final class Kindling {
    private Kindling() {}

    /**
     * Trains a model on this machine, and stores the trained weights in it. As in Keras, the optimizer keeps its slots and its
     * place in the schedule of learning rates: a later fit of this model with it continues from there.
     */
    public static History fit(
            Model model, Optimizer optimizer, Loss loss, List<PredictionMetric> metrics, Examples rows, int epochs) {
        return fit(Runner.local(), model, optimizer, loss, metrics, rows.split(0), epochs);
    }

    /**
     * Trains a model with a runner, evaluates it at the end of each epoch, and stores the trained weights in it, and the
     * state of the optimizer in the optimizer. If the runner {@linkplain Runner#resume resumes}, the weights, the history
     * and its metrics are those of a fit that was not interrupted; the initial weights of the model, and the state of the
     * optimizer, are not used then.
     *
     * @throws ModelException if the runner resumes a fit of more epochs
     */
    public static History fit(
            Runner runner,
            Model model,
            Optimizer optimizer,
            Loss loss,
            List<PredictionMetric> metrics,
            Split<Examples> rows,
            int epochs) {
        Config config = FitProgram.config(model, optimizer, loss, metrics);
        try (Training training = runner.start(FitProgram.class, config, rows)) {
            FitProgress progress = training.remembered().map(FitProgress::from).orElseGet(FitProgress::new);
            if (progress.epochsDone() > epochs) {
                throw new ModelException("Cannot resume: the fit in the checkpoint has done " + progress.epochsDone()
                        + " epochs, more than the " + epochs + " of this one.");
            }
            if (training.step() == 0) {
                training.replaceWeights(FitProgram.MODEL, model);
                if (model.trainableWeights().stream().anyMatch(optimizer.updated()::contains)) {
                    training.replaceOptimizer(optimizer.state(model.weights()));
                }
            }
            training.remember(progress::asConfig);
            while (progress.epochsDone() < epochs) {
                training.epoch().forEach(progress::add);
                progress.epochEnded(training.evaluate());
            }
            if (runner.checkpointSettings().folder().isPresent()) {
                training.save();
            }
            training.copyWeights(FitProgram.MODEL, model);
            Set<Variable> trained = Set.copyOf(model.trainableWeights());
            optimizer.keep(
                    training.trainedOptimizer(),
                    model.weights().stream().filter(trained::contains).toList());
            return progress.history();
        }
    }
}
