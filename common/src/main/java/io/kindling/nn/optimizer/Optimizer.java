package io.kindling.nn.optimizer;

import io.kindling.autodiff.Variable;
import io.kindling.nn.Config;
import io.kindling.nn.WeightLayout;
import io.kindling.nn.schedule.Schedule;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule by which gradients change weights: immutable but for the state of a hand-written loop ({@link #apply}).
 *
 * <p>An update is Keras': gradients are checked, clipped, weights decay, the rule moves them, iterations count one more.
 * The learning rate is that of the iterations done before. Float32 weights only.
 *
 * <p>Settings of one kind of optimizer come before those that all have: {@code SGD.of(0.1).momentum(0.9).clipNorm(1)}.
 */
public abstract class Optimizer {
    private final Settings settings;
    private final LoopState loop = new LoopState();

    protected Optimizer(Settings settings) {
        this.settings = settings;
    }

    /** The names of the slots: arrays of the weights' size that the rule remembers. */
    public abstract List<String> slotNames();

    /** Its kind and settings: {@link Optimizers#REGISTRY} makes it again. */
    public abstract Config config();

    /** The same rule with other settings. */
    protected abstract Optimizer with(Settings newSettings);

    /**
     * Moves weights {@code from} to {@code to}. Each element is computed from the elements at its place alone, so that
     * ranges can be cut anywhere.
     *
     * @param gradients may be overwritten within the range
     * @param slots in the order of {@link #slotNames}
     * @param learningRate of this update
     * @param step this update's number, from 1
     */
    protected abstract void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step);

    /** What every optimizer is told. */
    public final Settings settings() {
        return settings;
    }

    public final Schedule learningRate() {
        return settings.learningRate();
    }

    public final int slots() {
        return slotNames().size();
    }

    /** This optimizer, limiting the norm of each weight's gradient. */
    public final Optimizer clipNorm(double limit) {
        return with(settings.clip(new Clipping(Clipping.Rule.CLIPNORM, limit)));
    }

    /** This optimizer, limiting the norm of all gradients together. */
    public final Optimizer globalClipNorm(double limit) {
        return with(settings.clip(new Clipping(Clipping.Rule.GLOBAL_CLIPNORM, limit)));
    }

    /** This optimizer, limiting each element of the gradients to between {@code -limit} and {@code limit}. */
    public final Optimizer clipValue(double limit) {
        return with(settings.clip(new Clipping(Clipping.Rule.CLIPVALUE, limit)));
    }

    /** This optimizer, with decoupled weight decay: {@code w -= w * weightDecay * learningRate} before each update. */
    public final Optimizer weightDecay(double weightDecay) {
        return with(settings.decay(weightDecay));
    }

    /** What each slot holds before the first update; 0 for most rules. */
    protected float firstSlotValue() {
        return 0;
    }

    /** The state before the first update of so many weights. */
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
     * Updates the trained weights of a flat array, and the state, in place.
     *
     * @param gradients one for each weight; overwritten
     * @throws NonFiniteGradientException if a gradient is NaN or infinite; nothing has changed then
     */
    public final void update(float[] weights, float[] gradients, OptimizerState state, WeightLayout layout) {
        blocks(weights, gradients, state, layout).all(state.iterations());
        state.updated();
    }

    /**
     * The same update, for several threads to do together, as often as they like.
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
        List<Piece> pieces = layout.slices().stream()
                .filter(WeightLayout.Slice::trainable)
                .map(slice -> new Piece(slice.name(), weights, gradients, slots, slice.from(), slice.to()))
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
     * Updates the variables of a hand-written loop, and what this optimizer remembers of them. One optimizer may serve
     * several models. Nothing is done for a variable whose gradient is null; a warning names it once. New values
     * outlive the {@code TensorScope} that is open, if one is.
     *
     * @param gradients one for each variable, as {@code GradientTape.gradient} gives them
     * @throws NonFiniteGradientException if a gradient is NaN or infinite; nothing has changed then
     */
    public final void apply(List<? extends @Nullable Tensor> gradients, List<Variable> variables) {
        loop.apply(this, gradients, variables);
    }

    /** How often {@link #apply} updated. */
    public final long iterations() {
        return loop.iterations();
    }

    @Override
    public String toString() {
        return config().toString();
    }
}
