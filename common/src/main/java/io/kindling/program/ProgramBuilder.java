package io.kindling.program;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.nn.Model;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.schedule.ReduceLROnPlateau;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects a program's declarations, in order. */
public final class ProgramBuilder {
    /** The names of other numbers in a run's results, which no metric may have. */
    private static final Set<String> RESERVED_NAMES =
            Set.of("command", "epoch", "examples", "loss", "losses", "rows", "seconds", "step");

    private final ProgramSpec spec;
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private final List<PhaseBuilder> phases = new ArrayList<>();
    private @Nullable PhaseFunction evaluation;
    private @Nullable PredictionFunction prediction;
    private @Nullable GenerationFunction generation;

    ProgramBuilder(ProgramSpec spec) {
        this.spec = spec;
    }

    /** The program's own settings. */
    public Config config() {
        return spec.config();
    }

    /** The types and shapes of the rows. */
    public DataSchema data() {
        return spec.data();
    }

    /** Rows in a step, over all shards. */
    public int batchSize() {
        return spec.batchSize();
    }

    /** Declares a model under a name. Each weight must belong to exactly one declared model. */
    public Model model(String name, Model model) {
        if (models.putIfAbsent(name, model) != null) {
            throw new IllegalArgumentException("Cannot declare model '" + name + "': the name is taken.");
        }
        return model;
    }

    /** Declares a metric: reset before each epoch and each evaluation, and merged over shards. */
    public <M extends Metric> M metric(M metric) {
        String name = metric.name();
        if (RESERVED_NAMES.contains(name) || name.startsWith("loss_") || name.startsWith("val_")) {
            throw new IllegalArgumentException("Cannot declare metric '" + name
                    + "': a run's results have a number of that name. Give the metric another name.");
        }
        if (!name.matches("[^\\s,\"]+")) {
            throw new IllegalArgumentException(
                    "Invalid metric name: '" + name + "' (no blanks, commas or quotes: it heads a column of numbers)");
        }
        if (metrics.putIfAbsent(metric.name(), metric) != null) {
            throw new IllegalArgumentException("Cannot declare metric '" + metric.name() + "': the name is taken.");
        }
        return metric;
    }

    /** Starts a phase; phases run in the order of their declaration. */
    public PhaseBuilder phase(String name) {
        if (phases.stream().anyMatch(phase -> phase.name.equals(name))) {
            throw new IllegalArgumentException("Cannot declare phase '" + name + "': the name is taken.");
        }
        PhaseBuilder phase = new PhaseBuilder(name);
        phases.add(phase);
        return phase;
    }

    /** Declares what evaluation computes on a batch: the loss, and updates of metrics. No gradients are computed. */
    public void evaluation(PhaseFunction function) {
        this.evaluation = function;
    }

    /**
     * Declares the prediction for a batch without labels: for data with classes, the probability of each class. Without a
     * declaration, the prediction is the output of the only model.
     */
    public void prediction(PredictionFunction function) {
        this.prediction = function;
    }

    /**
     * Declares what the program generates from random numbers. Images are (rows, height, width) or (rows, height, width,
     * channels) with 1 or 3 channels and values from 0 to 1.
     */
    public void generation(GenerationFunction function) {
        this.generation = function;
    }

    BuiltProgram build() {
        requireWeightsOfOneModelEach();
        return new BuiltProgram(
                spec,
                models,
                metrics,
                phases.stream().map(PhaseBuilder::build).toList(),
                evaluation,
                prediction,
                generation);
    }

    private void requireWeightsOfOneModelEach() {
        Map<Variable, String> owners = new IdentityHashMap<>();
        models.forEach((name, model) -> {
            for (Variable weight : model.weights()) {
                String other = owners.put(weight, name);
                if (other != null) {
                    throw new IllegalArgumentException("Cannot declare models '" + other + "' and '" + name
                            + "': both have weight '" + weight.name()
                            + "', and a weight is trained and saved with one model."
                            + " Declare one of them, or models of the parts that they do not share.");
                }
            }
        });
    }

    /** Collects the declarations of a phase. */
    public final class PhaseBuilder {
        private final String name;
        private final List<Model> updated = new ArrayList<>();
        private @Nullable Optimizer optimizer;
        private @Nullable PhaseFunction function;
        private int repeat = 1;

        private PhaseBuilder(String name) {
            this.name = name;
        }

        /** Sets the models whose weights the phase updates. */
        public PhaseBuilder updates(Model... updatedModels) {
            for (Model model : updatedModels) {
                if (!models.containsValue(model)) {
                    throw new IllegalArgumentException("Cannot update model '" + model.name() + "' in phase '" + name
                            + "': declare it first with p.model(name, model).");
                }
                if (updated.contains(model)) {
                    throw new IllegalArgumentException(
                            "Cannot update model '" + model.name() + "' in phase '" + name + "' twice: name it once.");
                }
                updated.add(model);
            }
            return this;
        }

        /**
         * Sets the optimizer that updates them.
         *
         * @throws IllegalArgumentException for a learning rate that depends on the losses of epochs: each machine builds its own
         *     instance of the program, and the schedule would not be given the losses there
         */
        public PhaseBuilder with(Optimizer newOptimizer) {
            if (newOptimizer.learningRate() instanceof ReduceLROnPlateau) {
                throw new IllegalArgumentException("Cannot use ReduceLROnPlateau in phase '" + name
                        + "': a program's schedule is not given the losses of epochs. Use a schedule of the step, such as"
                        + " ExponentialDecay, or a custom training loop.");
            }
            this.optimizer = newOptimizer;
            return this;
        }

        /** Runs the phase several times in each step. */
        public PhaseBuilder repeat(int times) {
            this.repeat = times;
            return this;
        }

        /** The loss it minimizes. */
        public PhaseBuilder loss(PhaseFunction newFunction) {
            this.function = newFunction;
            return this;
        }

        private Phase build() {
            return new Phase(
                    name,
                    updated,
                    Objects.requireNonNull(
                            optimizer, "Cannot build phase '" + name + "': set its optimizer with with(...)."),
                    repeat,
                    Objects.requireNonNull(
                            function, "Cannot build phase '" + name + "': set its loss with loss(...)."));
        }
    }
}
