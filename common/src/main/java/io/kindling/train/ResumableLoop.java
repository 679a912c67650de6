package io.kindling.train;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.data.Batches;
import io.kindling.data.ShardBatches;
import io.kindling.io.Location;
import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.nn.Randomness;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.TrainingSnapshot;
import io.kindling.tensor.DType;
import io.kindling.tensor.TensorScope;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import io.kindling.train.internal.checkpoint.CheckpointSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A hand-written training loop of one machine, with its own tape and no program, that continues from its last checkpoint
 * when it is started again, with the bits of a loop that was not interrupted: weights, optimizer slots, metric states,
 * random draws, and the position in the shuffled batches.
 *
 * <pre>{@code
 * try (ResumableLoop loop = ResumableLoop.in("checkpoints").models(model).optimizers(optimizer).batches(train).resume()) {
 *     for (int epoch = loop.epochsDone(); epoch < epochs; epoch++) {
 *         for (Batch batch : train) {
 *             ...
 *             loop.stepDone();
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Checkpoints have the format of those of a {@link Runner}. They are written beside the loop, every 30 seconds and at
 * the end of each epoch by default. Not safe for concurrent use.
 */
public final class ResumableLoop implements AutoCloseable {
    private static final String DRAWN = "random_keys";
    private static final String UPDATED = "updated";

    private final List<Model> models;
    private final List<Optimizer> optimizers;
    private final List<Metric> metrics;
    private final Optional<Batches> batches;
    private final TrainingCheckpoints checkpoints;
    private long step;
    private Batches.Position saved = new Batches.Position(0, 0);

    private ResumableLoop(Builder parts) {
        this.models = List.copyOf(parts.models);
        this.optimizers = List.copyOf(parts.optimizers);
        this.metrics = List.copyOf(parts.metrics);
        this.batches = parts.batches;
        models.forEach(ResumableLoop::requireSavable);
        this.checkpoints = TrainingCheckpoints.open(parts.settings.resume(), made());
        checkpoints.restore(this::restore);
    }

    /** Begins to list what a loop changes; its checkpoints are in a folder, given as a path or URI. */
    public static Builder in(String folder) {
        return new Builder(folder);
    }

    /** What a loop changes, and when its checkpoints are written. */
    public static final class Builder {
        private CheckpointSettings settings;
        private final List<Model> models = new ArrayList<>();
        private final List<Optimizer> optimizers = new ArrayList<>();
        private final List<Metric> metrics = new ArrayList<>();
        private Optional<Batches> batches = Optional.empty();

        private Builder(String folder) {
            this.settings = CheckpointSettings.NONE.in(Location.of(folder));
        }

        /** Adds models whose weights the loop changes, in an order that stays the same. */
        public Builder models(Model... added) {
            models.addAll(List.of(added));
            return this;
        }

        /** Adds the optimizers that the loop applies to the models. */
        public Builder optimizers(Optimizer... added) {
            optimizers.addAll(List.of(added));
            return this;
        }

        /** Adds metrics that are accumulated over several steps. */
        public Builder metrics(Metric... added) {
            metrics.addAll(List.of(added));
            return this;
        }

        /** Sets the batches over which the loop iterates. Without them, the loop finds its place by {@link #step} itself. */
        public Builder batches(Batches iterated) {
            batches = Optional.of(iterated);
            return this;
        }

        /**
         * Sets when checkpoints are written: after a number of steps, {@code 100}; a time, {@code 30s}, {@code 5min} or
         * {@code 1h}; or at the end of each {@code epoch}. There is at most one a second.
         */
        public Builder every(String interval) {
            return when(CheckpointPolicy.parse(interval, CheckpointPolicy.KEEP));
        }

        /** Sets the time between checkpoints. */
        public Builder every(Duration interval) {
            return when(CheckpointPolicy.every(interval));
        }

        Builder when(CheckpointPolicy policy) {
            settings = settings.when(policy);
            return this;
        }

        /**
         * Continues from the newest whole checkpoint in the folder: gives the models, optimizers, metrics and batches
         * the state they had. If there is none, the loop starts from the beginning. Call it on the thread of the loop.
         *
         * @throws io.kindling.io.ModelException if the checkpoint was written by a loop with other parts or rows
         */
        public ResumableLoop resume() {
            return new ResumableLoop(this);
        }
    }

    /** Epochs that have ended: the epoch that the loop begins with. One of which all batches were drawn has not ended yet. */
    public int epochsDone() {
        return (int) position().epoch();
    }

    /** Batches done in the current epoch. */
    public int batchesDone() {
        return (int) position().batch();
    }

    /** Steps done since the start of training, including those before the loop was resumed. */
    public long step() {
        return step;
    }

    /**
     * Counts a step, and writes a checkpoint if one is due. Call it as the last thing of each step.
     *
     * @throws IllegalStateException if no batch was drawn since the last step
     */
    public void stepDone() {
        Batches.Position position = position();
        if (batches.isPresent() && position.equals(saved)) {
            throw new IllegalStateException(
                    "Cannot count a step: no batch was drawn since the last one. Iterate over the"
                            + " batches that batches(...) was given, and call stepDone() once for each.");
        }
        saved = position;
        step++;
        boolean epochEnds =
                batches.isPresent() && position.batch() == batches.get().count();
        if (checkpoints.isDue(step, epochEnds)) {
            checkpoints.save(this::snapshot, this::run);
        }
    }

    /**
     * Writes a checkpoint after the last step that was counted. It is complete when this returns. A loop that continues from
     * the last step of an epoch has the end of that epoch still to do: call this before metrics are reset.
     *
     * @throws io.kindling.KindlingException if it cannot be written; older ones stay whole
     */
    public void save() {
        checkpoints.saveNow(snapshot(), run());
    }

    /** Waits until the last checkpoint is written. */
    @Override
    public void close() {
        checkpoints.close(step);
    }

    private Batches.Position position() {
        return batches.map(Batches::position).orElse(saved);
    }

    private List<Variable> weights() {
        return models.stream()
                .flatMap(model -> model.weights().stream())
                .distinct()
                .toList();
    }

    /** The weights that an optimizer has updated. */
    private List<Variable> updatedBy(Optimizer optimizer) {
        Set<Variable> updated = optimizer.updated();
        List<Variable> found = weights().stream().filter(updated::contains).toList();
        if (found.size() < updated.size()) {
            throw new IllegalStateException("Cannot save the state of " + optimizer
                    + ": it also updates weights of a model that models(...) was not given.");
        }
        return found;
    }

    private TrainingSnapshot snapshot() {
        Batches.Position position = position();
        return new TrainingSnapshot(
                models.stream().map(model -> WeightLayout.of(model).read(model)).toList(),
                optimizers.stream()
                        .map(optimizer -> optimizer.state(updatedBy(optimizer)))
                        .toList(),
                metrics.stream().map(Metric::state).toList(),
                step,
                Math.toIntExact(position.epoch()),
                Math.toIntExact(position.batch()),
                batches.map(each -> Math.min(
                                position.batch() * each.source().partitioner().batchSize(),
                                each.source().rows().count()))
                        .orElse(0L),
                new long[0],
                Optional.empty(),
                0);
    }

    private Config run() {
        List<Variable> weights = weights();
        List<List<Integer>> updated = optimizers.stream()
                .map(optimizer ->
                        updatedBy(optimizer).stream().map(weights::indexOf).toList())
                .toList();
        return Config.of(DRAWN, Randomness.drawn(), UPDATED, updated);
    }

    private void restore(TrainingSnapshot state) {
        Config run = checkpoints.remembered().orElseThrow();
        TensorScope.withoutScope(() -> {
            for (int i = 0; i < models.size(); i++) {
                WeightLayout.of(models.get(i)).write(state.weights().get(i), models.get(i));
            }
            return models;
        });
        List<Variable> weights = weights();
        for (int i = 0; i < optimizers.size(); i++) {
            OptimizerState slots = state.optimizers().get(i);
            List<?> updated = (List<?>) run.list(UPDATED).get(i);
            optimizers
                    .get(i)
                    .restore(
                            slots,
                            updated.stream()
                                    .map(index -> weights.get(Math.toIntExact((Long) index)))
                                    .toList());
        }
        for (int i = 0; i < metrics.size(); i++) {
            metrics.get(i).load(state.metrics().get(i));
        }
        saved = new Batches.Position(state.epoch(), state.batch());
        batches.ifPresent(each -> each.continueFrom(saved));
        Randomness.continueFrom(run.longInteger(DRAWN));
        step = state.step();
    }

    /** Describes the parts: what a checkpoint must agree with. */
    private Config made() {
        Config made = Config.of(
                "models",
                numbered(models, ResumableLoop::describe),
                "optimizers",
                numbered(optimizers, optimizer -> describe(optimizer, optimizer::config)),
                "metrics",
                numbered(metrics, metric -> describe(metric, metric::config)));
        return batches.map(each -> made.with("batches", describe(each.source())))
                .orElse(made);
    }

    private static <T> Config numbered(List<T> parts, Function<T, Object> description) {
        Map<String, Object> numbered = new LinkedHashMap<>();
        parts.forEach(part -> numbered.put(Integer.toString(numbered.size()), description.apply(part)));
        return Config.of(numbered);
    }

    /** Without names, which depend on the layers that this process has created before. */
    private static Config describe(Model model) {
        return Config.of(
                "layers",
                numbered(model.layers(), ResumableLoop::describe),
                "weights",
                model.weights().stream()
                        .map(weight -> weight.shape().toString())
                        .toList());
    }

    private static Config describe(Layer layer) {
        Config kind = Config.of("kind", layer.kind());
        if (layer instanceof Model nested) {
            return kind.with("model", describe(nested));
        }
        try {
            return kind.with("config", layer.config());
        } catch (IllegalStateException undefined) {
            return kind; // a layer of the user's own need not define its config
        }
    }

    /** The class alone, of what has no description, such as functions: a loop may have them, since each process makes it anew. */
    private static Config describe(Object part, Supplier<Config> config) {
        try {
            return config.get();
        } catch (IllegalStateException undefined) {
            return Config.of("kind", part.getClass().getSimpleName());
        }
    }

    private static Config describe(ShardBatches batches) {
        return RowsDescription.of(batches.rows())
                .with("batch_size", batches.partitioner().batchSize())
                .with("shuffle", batches.shuffle().toString())
                .with("seed", batches.seed());
    }

    private static void requireSavable(Model model) {
        for (Variable weight : model.weights()) {
            if (weight.dtype() != DType.FLOAT32) {
                throw new IllegalArgumentException("Cannot resume model '" + model.name() + "': weight '"
                        + weight.name() + "' is " + weight.dtype() + ", and checkpoints hold float32.");
            }
        }
    }
}
