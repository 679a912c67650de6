package io.kindling.nn.optimizer;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.schedule.Schedule;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update rule for weights. Immutable, except for the state of a hand-written loop ({@link #apply}).
 *
 * <p>An update has the order of Keras: check gradients, clip gradients, decay weights, apply the rule, increment the
 * iterations. The learning rate is the schedule's value at the number of iterations done before. Only float32 weights
 * are supported.
 *
 * <p>Settings return copies. A new kind of optimizer extends {@link ConfigurableOptimizer}.
 */
public abstract class Optimizer {
    private final Settings settings;
    private final LoopState loop = new LoopState();

    Optimizer(Settings settings) {
        this.settings = settings;
    }

    /** Returns the names of the slots: arrays of the weights' size that the rule keeps as state. */
    public abstract List<String> slotNames();

    /** Returns the kind and settings, from which {@link Optimizers#REGISTRY} recreates this optimizer. */
    public abstract Config config();

    /**
     * Updates weights {@code from} to {@code to}. Each element is computed only from the elements at the same index, so
     * ranges can be split anywhere.
     *
     * @param gradients may be overwritten within the range
     * @param slots in the order of {@link #slotNames}
     * @param learningRate the learning rate of this update
     * @param step this update's number, from 1
     */
    protected abstract void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step);

    /** Returns the settings common to all optimizers. */
    public final Settings settings() {
        return settings;
    }

    public final Schedule learningRate() {
        return settings.learningRate();
    }

    public final int slots() {
        return slotNames().size();
    }

    /** Returns a copy that limits the norm of each weight's gradient. */
    public abstract Optimizer clipNorm(double limit);

    /** Returns a copy that limits the norm of all gradients together. */
    public abstract Optimizer globalClipNorm(double limit);

    /** Returns a copy that limits each element of the gradients to between {@code -limit} and {@code limit}. */
    public abstract Optimizer clipValue(double limit);

    /** Returns a copy with decoupled weight decay: {@code w -= w * weightDecay * learningRate} before each update. */
    public abstract Optimizer weightDecay(double weightDecay);

    /** Returns the initial value of all slots; 0 for most rules. */
    protected float firstSlotValue() {
        return 0;
    }

    /** Returns the state before the first update of {@code size} weights. */
    public final OptimizerState initialState(int size) {
        return new OptimizerState(0, firstSlots(size));
    }

    final float[][] firstSlots(int size) {
        float[][] slots = new float[slots()][size];
        for (float[] slot : slots) {
            Arrays.fill(slot, firstSlotValue());
        }
        return slots;
    }

    /**
     * Updates the trainable weights of a flat array, and the state, in place.
     *
     * @param gradients one for each weight; overwritten
     * @throws NonFiniteGradientException if a gradient is NaN or infinite; nothing is changed then
     */
    public final void update(float[] weights, float[] gradients, OptimizerState state, WeightLayout layout) {
        blocks(weights, gradients, state, layout).applyAll(state.iterations());
        state.incrementIterations();
    }

    /**
     * Returns the same update split into blocks for several threads; it can be reused for any number of updates.
     *
     * @param gradients one for each weight; overwritten
     */
    public final BlockUpdate blocks(float[] weights, float[] gradients, OptimizerState state, WeightLayout layout) {
        float[][] slots = state.slots();
        requireSize("weights", weights.length, layout);
        requireSize("gradients", gradients.length, layout);
        if (slots.length != slots()) {
            throw new IllegalArgumentException("Invalid state: " + slots.length + " slots ("
                    + getClass().getSimpleName() + " has " + slotNames() + ")");
        }
        for (float[] slot : slots) {
            requireSize("slot", slot.length, layout);
        }
        List<WeightSlice> pieces = layout.slices().stream()
                .filter(WeightLayout.Slice::trainable)
                .map(slice -> new WeightSlice(slice.name(), weights, gradients, slots, slice.from(), slice.to()))
                .toList();
        return new BlockUpdate(this, pieces);
    }

    private static void requireSize(String name, int length, WeightLayout layout) {
        if (length != layout.size()) {
            throw new IllegalArgumentException(
                    "Invalid " + name + ": " + length + " elements (the layout has " + layout.size() + ")");
        }
    }

    /**
     * Updates the variables of a hand-written loop, and the state kept for them. One optimizer may serve several models.
     * Variables whose gradient is null are skipped; a warning names them the first time. New values outlive the open
     * {@code TensorScope}, if any.
     *
     * @param gradients one for each variable, as returned by {@code GradientTape.gradient}
     * @throws NonFiniteGradientException if a gradient is NaN or infinite; nothing is changed then
     */
    public final void apply(List<? extends @Nullable Tensor> gradients, List<Variable> variables) {
        loop.apply(this, gradients, variables);
    }

    /** Returns the number of updates made by {@link #apply}, and by a fit. */
    public final long iterations() {
        return loop.iterations();
    }

    /** The variables that {@link #apply} has updated, and keeps a state for. */
    public final Set<Variable> updated() {
        return loop.variables();
    }

    /** Copies the state that {@link #apply} keeps for variables; each slot has them one after the other. */
    public final OptimizerState state(List<Variable> variables) {
        return loop.copy(this, variables);
    }

    /**
     * Replaces all state that {@link #apply} keeps by one that {@link #state} returned.
     *
     * @throws IllegalArgumentException if its slots are not those of this optimizer for variables of these sizes
     */
    public final void restore(OptimizerState state, List<Variable> variables) {
        loop.restore(this, state, variables);
    }

    /**
     * Replaces the state that {@link #apply} keeps for these variables, and the number of updates. The state of other
     * variables stays.
     *
     * @throws IllegalArgumentException if the slots are not those of this optimizer for variables of these sizes
     */
    public final void keep(OptimizerState state, List<Variable> variables) {
        loop.keep(this, state, variables);
    }

    @Override
    public String toString() {
        return config().toString();
    }
}
