package io.kindling.program;

import io.kindling.nn.Model;
import io.kindling.nn.optimizer.Optimizer;
import java.util.List;

/**
 * One update within a step: a loss, the models whose weights are updated, and the optimizer.
 *
 * @param name the phase's name, distinct in its program
 * @param models the models it updates
 * @param optimizer the optimizer that updates them
 * @param repeat how often the phase runs in each step
 * @param function the loss
 */
public record Phase(String name, List<Model> models, Optimizer optimizer, int repeat, PhaseFunction function) {
    public Phase {
        models = List.copyOf(models);
        if (repeat < 1) {
            throw new IllegalArgumentException("Invalid repeat: " + repeat + " (at least 1, in phase '" + name + "')");
        }
        if (models.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot define phase '" + name + "': it updates no model. Name one with updates(model).");
        }
    }
}
