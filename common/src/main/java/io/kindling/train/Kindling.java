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
import io.kindling.program.StepResult;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Trains a model in one call, from an optimizer, a loss and rows. These parts, and the layers, are created again from their
 * configs where they compute. Parts of your own are found there by the names of their classes, and layers of your own by their
 * {@link io.kindling.nn.layer.LayerKinds}: in the jars of the executors. Lambdas are refused; a {@link
 * io.kindling.program.Program} of your own may have them.
 */
public final class Kindling {
    private Kindling() {}

    /**
     * Trains a model on this machine, and stores the trained weights in it. As in Keras, the optimizer keeps its slots and its
     * place in the schedule of learning rates: a later fit of this model with it continues from there.
     */
    public static History fit(
            Model model,
            Optimizer optimizer,
            Loss loss,
            List<PredictionMetric> metrics,
            Examples rows,
            int epochs,
            Callback... callbacks) {
        return fit(Runner.local(), model, optimizer, loss, metrics, rows.split(0), epochs, callbacks);
    }

    /**
     * Trains a model with a runner, evaluates it at the end of each epoch, and stores the trained weights in it, and the
     * state of the optimizer in the optimizer. If the runner {@linkplain Runner#resume resumes}, the weights, the history
     * and its metrics are those of a fit that was not interrupted; the initial weights of the model, and the state of the
     * optimizer, are not used then.
     *
     * @param epochs how many there are at most
     * @param callbacks called in this order, such as {@link EarlyStopping}, {@link Callback#progress} or {@link
     *     Callback#afterStep}
     * @throws ModelException if the runner resumes a fit of more epochs
     */
    public static History fit(
            Runner runner,
            Model model,
            Optimizer optimizer,
            Loss loss,
            List<PredictionMetric> metrics,
            Split<Examples> rows,
            int epochs,
            Callback... callbacks) {
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
            while (progress.epochsDone() < epochs && goesOn(progress.history(), callbacks)) {
                for (StepResult step : training.epoch()) {
                    progress.add(step);
                    for (Callback callback : callbacks) {
                        callback.stepDone(step);
                    }
                }
                progress.epochEnded(training.evaluate());
                History history = progress.history();
                for (Callback callback : callbacks) {
                    callback.epochDone(history, training);
                }
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

    private static boolean goesOn(History history, Callback... callbacks) {
        return history.epochs().isEmpty() || Stream.of(callbacks).allMatch(callback -> callback.goesOn(history));
    }
}
