package io.kindling.program;

import io.kindling.autodiff.Variable;
import io.kindling.nn.Config;
import io.kindling.nn.Model;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.schedule.Plateau;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a program's declarations, in order. */
public final class ProgramBuilder {
    /** What stands beside metrics in what a run writes and prints. */
    private static final Set<String> NUMBERS_OF_A_RUN =
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

    /** What the rows look like. */
    public DataSchema data() {
        return spec.data();
    }

    /** Rows in a step, over all shards. */
    public int batchSize() {
        return spec.batchSize();
    }

    /** Declares a model under a name; every weight belongs to exactly one. */
    public Model model(String name, Model model) {
        if (models.putIfAbsent(name, model) != null) {
            throw new IllegalArgumentException("Cannot declare model '" + name + "': the name is taken.");
        }
        return model;
    }

    /** Declares a metric: reset before each epoch and each evaluation, and merged over shards. */
    public <M extends Metric> M metric(M metric) {
        String name = metric.name();
        if (NUMBERS_OF_A_RUN.contains(name) || name.startsWith("loss_") || name.startsWith("val_")) {
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

    /** What evaluation computes on a batch: the loss, and updates of metrics. Nothing is differentiated. */
    public void evaluation(PhaseFunction function) {
        this.evaluation = function;
    }

    /**
     * What prediction gives for a batch without labels: for data with classes, the probability of each. Undeclared, it is
     * the output of the only model.
     */
    public void prediction(PredictionFunction function) {
        this.prediction = function;
    }

    /**
     * What the program makes from random numbers alone: where it is images, (rows, height, width) or (rows, height, width,
     * channels) with 1 or 3 channels, from 0 to 1.
     */
    public void generation(GenerationFunction function) {
        this.generation = function;
    }

    BuiltProgram build() {
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("Cannot build program " + spec.className()
                    + ": it declares no phase. Declare one with p.phase(name).");
        }
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

    /** A phase half declared. */
    public final class PhaseBuilder {
        private final String name;
        private final List<Model> updated = new ArrayList<>();
        private @Nullable Optimizer optimizer;
        private @Nullable PhaseFunction function;
        private int repeat = 1;

        private PhaseBuilder(String name) {
            this.name = name;
        }

        /** The models whose weights the phase updates. */
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
         * The optimizer that updates them.
         *
         * @throws IllegalArgumentException for a learning rate that must be told losses: each machine builds its program anew,
         *     and nobody would tell it there
         */
        public PhaseBuilder with(Optimizer newOptimizer) {
            if (newOptimizer.learningRate() instanceof Plateau) {
                throw new IllegalArgumentException("Cannot use Plateau in phase '" + name
                        + "': nobody tells a program's schedule how an epoch went. Use one of the step, such as"
                        + " ExponentialDecay, or a loop of your own.");
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
                            optimizer, "Cannot build phase '" + name + "': give it an optimizer by with(...)."),
                    repeat,
                    Objects.requireNonNull(
                            function, "Cannot build phase '" + name + "': give it a loss by loss(...)."));
        }
    }
}
