package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.nn.Model;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.OnNan;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.reduce.PhaseCheck;
import io.kindling.tensor.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program in training. The user's loop iterates over epochs and steps, and may read the models in between.
 *
 * <pre>{@code
 * try (Training training = ...) {
 *     for (int epoch = training.epochsDone(); epoch < epochs; epoch++) {
 *         for (StepResult result : training.epoch()) { ... }
 *         Evaluation validation = training.evaluate();
 *     }
 * }
 * }</pre>
 */
public final class Training implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    private final BuiltProgram program;
    private final Strategy strategy;
    private final WatchedStrategy watched;
    private final TrainingState state;
    private final TrainingCheckpoints checkpoints;
    /** Describes what the loop needs to continue from a checkpoint, besides the state. */
    private Supplier<Config> remembered = () -> Config.EMPTY;
    /** Readers that wait for the state to be current. */
    private @Nullable Runnable userReader;

    private @Nullable Runnable checkpointReader;
    /** Whether the strategy has just brought the state to its step. */
    private boolean isCurrent;

    /** @param program the driver's own build, whose models {@link #model} returns */
    public Training(BuiltProgram program, Strategy strategy) {
        this(program, strategy, TrainingCheckpoints.NONE);
    }

    Training(BuiltProgram program, Strategy strategy, TrainingCheckpoints checkpoints) {
        this.program = program;
        if (program.spec().shards() > 1 && program.hasBatchStatistics()) {
            LOG.warn(
                    "Batch normalization computes its statistics over a shard's rows, as is usual in data parallelism:"
                            + " the result depends on the number of shards ({}), not on the number of machines.",
                    program.spec().shards());
        }
        this.strategy = strategy;
        this.watched = new WatchedStrategy(strategy, program.spec().className());
        this.state = TrainingState.initial(program);
        this.checkpoints = checkpoints;
        checkpoints.onWritten(strategy::checkpointed);
    }

    /**
     * The remaining steps of the current epoch. Each is computed when it is requested, or ahead. The epoch ends when the last
     * step is returned; if an iteration is left early, the next call continues it.
     *
     * <p>A step throws {@link StepTimeoutException} if it takes longer than the {@linkplain #stepTimeout limit}.
     */
    public Iterable<StepResult> epoch() {
        int epoch = state.epoch();
        long steps = strategy.stepsPerEpoch();
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return state.epoch() == epoch && state.batch() < steps;
            }

            @Override
            public StepResult next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("The epoch is over.");
                }
                checkpointIfDue();
                StepResult result = watched.step(state);
                if (state.batch() == steps) {
                    requireUpdates();
                    userReader = null;
                    checkpointReader = null;
                    state.epochDone(program);
                }
                return result;
            }
        };
    }

    /** Called when the loop asks for a step, so that it has done all that belongs to the steps before. */
    private void checkpointIfDue() {
        boolean epochEnds = state.batch() == 0;
        if (checkpoints.isDue(state.step(), epochEnds)) {
            checkpointReader = () -> checkpoints.save(this::snapshot, remembered);
            readWhenCurrent();
        }
    }

    /**
     * Checks that each phase has learned something in the current epoch; {@link #epoch} does so at the end of each. Call
     * it if you leave an epoch early for good.
     *
     * @throws NonFiniteStepException if the epoch has steps, but all updates of a phase were refused
     * @see OnNan
     */
    public void requireUpdates() {
        state.phaseWithoutUpdate(program).ifPresent(phase -> {
            throw new NonFiniteStepException("Cannot continue: none of the updates of phase '" + phase.name()
                    + "' was finite in " + state.batch() + " of " + strategy.stepsPerEpoch() + " steps of epoch "
                    + (state.epoch() + 1)
                    + ", so all were refused. " + PhaseCheck.REMEDY);
        });
    }

    /**
     * Sets how long a step or an evaluation may take; 10 minutes by default. One that takes longer fails.
     *
     * @return this training
     */
    public Training stepTimeout(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("Invalid step timeout: " + limit + " (longer than nothing)");
        }
        watched.limit(limit);
        return this;
    }

    /**
     * Sets who learns of steps that take long.
     *
     * @return this training
     */
    public Training stepListener(StepListener listener) {
        watched.listener(listener);
        return this;
    }

    /**
     * Evaluates the current weights over the validation rows.
     *
     * @throws StepTimeoutException if it takes longer than the {@linkplain #stepTimeout limit}
     */
    public Evaluation evaluate() {
        return watched.evaluate(state);
    }

    /** A model with its current weights. Waits for the strategy, as {@link #snapshot} does. */
    public Model model(String name) {
        return models().get(indexOf(name));
    }

    /** Replaces the current weights by those of a model with the same weight shapes. */
    public void replaceWeights(String name, Model from) {
        int index = indexOf(name);
        float[] replacement = layoutLike(index, from).read(from);
        watched.synchronize(state);
        float[] weights = state.weights().get(index);
        System.arraycopy(replacement, 0, weights, 0, weights.length);
        state.changed();
    }

    /** Copies the current weights into a model with the same weight shapes. */
    public void copyWeights(String name, Model to) {
        int index = indexOf(name);
        WeightLayout layout = layoutLike(index, to);
        watched.synchronize(state);
        layout.write(state.weights().get(index), to);
    }

    /** Replaces the state of the first phase's optimizer. */
    void replaceOptimizer(OptimizerState replacement) {
        watched.synchronize(state);
        state.optimizers().get(0).copyFrom(replacement);
        state.changed();
    }

    /** The state of the first phase's optimizer for the weights that are trained, one after the other. */
    OptimizerState trainedOptimizer() {
        OptimizerState optimizer = snapshot().optimizers().get(0);
        List<WeightLayout.Slice> trained = program.layout(program.phases().get(0)).slices().stream()
                .filter(WeightLayout.Slice::trainable)
                .toList();
        float[][] slots = Arrays.stream(optimizer.slots())
                .map(slot -> joined(slot, trained))
                .toArray(float[][]::new);
        return new OptimizerState(optimizer.iterations(), slots);
    }

    private static float[] joined(float[] flat, List<WeightLayout.Slice> slices) {
        float[] joined = new float
                [slices.stream().mapToInt(slice -> slice.to() - slice.from()).sum()];
        int at = 0;
        for (WeightLayout.Slice slice : slices) {
            System.arraycopy(flat, slice.from(), joined, at, slice.to() - slice.from());
            at += slice.to() - slice.from();
        }
        return joined;
    }

    private int indexOf(String name) {
        int index = List.copyOf(program.models().keySet()).indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("Cannot find model '" + name + "': there are "
                    + program.models().keySet() + ".");
        }
        return index;
    }

    private WeightLayout layoutLike(int index, Model other) {
        WeightLayout expected = program.layouts().get(index);
        WeightLayout found = WeightLayout.of(other);
        List<Shape> shapes =
                expected.slices().stream().map(WeightLayout.Slice::shape).toList();
        if (!shapes.equals(
                found.slices().stream().map(WeightLayout.Slice::shape).toList())) {
            throw new IllegalArgumentException(
                    "Cannot exchange weights with model '" + other.name() + "': its weights have other shapes.");
        }
        return found;
    }

    /** All models with their current weights, in the program's order. Waits for the strategy, as {@link #snapshot} does. */
    public List<Model> models() {
        watched.synchronize(state);
        program.loadWeights(state.weights());
        return List.copyOf(program.models().values());
    }

    public BuiltProgram program() {
        return program;
    }

    /** Steps that the loop was given since the start of training. */
    public long step() {
        return state.step();
    }

    /** Epochs whose steps the loop was given: the epoch that a loop begins with, not 0 in a training that was resumed. */
    public int epochsDone() {
        return state.epoch();
    }

    /**
     * Copies the state after the last step that the loop was given. May wait: a strategy that computes ahead first finishes its
     * current step, and may have to compute up to a quarter of a second of steps again, except in {@link #whenCurrent}.
     */
    public TrainingSnapshot snapshot() {
        if (!isCurrent) {
            watched.synchronize(state);
        }
        return state.snapshot();
    }

    /**
     * Runs something at a moment when {@link #snapshot} costs no more than copying the state: now, or between two of the next
     * steps, usually within a quarter of a second. It runs on this thread, while the loop waits for its next step. Only
     * what was given last is run, and nothing behind the end of the epoch, where a snapshot does not wait either.
     */
    public void whenCurrent(Runnable reader) {
        userReader = reader;
        readWhenCurrent();
    }

    private void readWhenCurrent() {
        strategy.whenCurrent(state, () -> {
            Runnable user = userReader;
            Runnable checkpoint = checkpointReader;
            userReader = null;
            checkpointReader = null;
            isCurrent = true;
            try {
                if (checkpoint != null) {
                    checkpoint.run();
                }
                if (user != null) {
                    user.run();
                }
            } finally {
                isCurrent = false;
            }
        });
    }

    /**
     * Writes a checkpoint of the state after the last step that the loop was given, for {@link Runner#resume()}. It is
     * complete when this returns.
     *
     * @throws io.kindling.KindlingException if it cannot be written; older ones stay whole
     * @throws IllegalStateException if the runner has no folder for checkpoints
     */
    public void save() {
        checkpoints.saveNow(snapshot(), remembered.get());
    }

    /** Sets what describes the loop's own state in checkpoints. */
    void remember(Supplier<Config> loop) {
        remembered = loop;
    }

    /** What the loop remembered in the checkpoint that this training continues from. */
    Optional<Config> remembered() {
        return checkpoints.remembered();
    }

    /**
     * Continues from a snapshot, with the bits that the training that it was taken from would have had, on any strategy.
     *
     * @throws IllegalArgumentException if it was taken from a program with other models or optimizers
     */
    public void restore(TrainingSnapshot snapshot) {
        snapshot.requireWithin(strategy.stepsPerEpoch());
        watched.synchronize(state);
        state.restore(snapshot);
        strategy.replaced(state);
    }

    public Strategy strategy() {
        return strategy;
    }

    /** Also waits until the last checkpoint is written. */
    @Override
    public void close() {
        try {
            checkpoints.close(state.step());
        } finally {
            watched.close();
        }
    }
}
