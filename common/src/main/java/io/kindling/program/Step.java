package io.kindling.program;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.RowUse;
import io.kindling.autodiff.internal.RowUseException;
import io.kindling.autodiff.op.Ops;
import io.kindling.data.Batch;
import io.kindling.nn.LossTerm;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Model;
import io.kindling.nn.Randomness;
import io.kindling.nn.loss.Loss;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * The step that a phase computes, with its random numbers and the scaling of losses.
 *
 * <p>A phase gets one shard's rows, but everything here refers to the whole batch: a mean is over all its elements, and {@code
 * rows(64)} are this shard's part of 64 rows.
 */
public final class Step {
    private final long number;
    private final int epoch;
    private final int shard;
    private final int shards;
    /** How often the rows of {@link #rows} are counted; 1 except when it is found out what depends on their number. */
    private final int scale;

    private boolean numberRead;

    public Step(PhaseCall call, int shard, int shards) {
        this(call, shard, shards, 1);
    }

    private Step(PhaseCall call, int shard, int shards, int scale) {
        this.number = call.step();
        this.epoch = call.epoch();
        this.shard = shard;
        this.shards = shards;
        this.scale = scale;
    }

    /** A step on one shard with a multiple of all rows. */
    static Step scaled(PhaseCall call, int scale) {
        return new Step(call, 0, 1, scale);
    }

    /** Steps since the start of training, from 0. */
    public long number() {
        numberRead = true;
        return number;
    }

    /** Epochs since the start of training, from 0. */
    public int epoch() {
        numberRead = true;
        return epoch;
    }

    /** Whether the phase has read the number of the step or epoch, on which its result may depend. */
    public boolean isNumberRead() {
        return numberRead;
    }

    public int shard() {
        return shard;
    }

    /** How many shards compute the batch. */
    int shards() {
        return shards;
    }

    /**
     * This shard's part of additional rows, such as latent vectors, that are not in the batch.
     *
     * @param count how many, over all shards
     */
    public Rows rows(int count) {
        int from = Math.toIntExact((long) count * scale * shard / shards);
        int to = Math.toIntExact((long) count * scale * (shard + 1) / shards);
        return Rows.range(from, to - from);
    }

    /** Standard normal numbers (rows, size). The numbers of a row do not depend on its shard. */
    public Tensor normal(Rows rows, int size) {
        return Ops.normal(Randomness.next(), rows, Shape.of(size), DType.FLOAT32);
    }

    /** Uniform numbers in [0, 1), (rows, size). The numbers of a row do not depend on its shard. */
    public Tensor uniform(Rows rows, int size) {
        return Ops.uniform(Randomness.next(), rows, Shape.of(size), DType.FLOAT32);
    }

    /** Uniform numbers in [0, 1) of a tensor's shape, drawn for each of its rows. */
    public Tensor uniformLike(Tensor tensor) {
        return Ops.uniform(
                Randomness.next(), Randomness.rowsOf(tensor), tensor.shape().dropFirst(1), tensor.dtype());
    }

    /** The loss of the batch's examples, scaled by its reduction, and weighted if the batch has weights. */
    public LossTerms loss(Loss loss, Batch batch, Tensor predictions) {
        return LossTerms.of(batch.weights()
                .map(weights -> loss.term(batch.labels(), predictions, weights))
                .orElseGet(() -> loss.term(batch.labels(), predictions)));
    }

    /** The mean over all elements of values of rows. */
    public LossTerms mean(Tensor perExample) {
        return LossTerms.of(LossTerm.mean(requirePerRow(perExample)));
    }

    /** {@code sum(weights * values) / count of values}: Keras' rule, not divided by the sum of weights. */
    public LossTerms weightedMean(Tensor perExample, Tensor weights) {
        return LossTerms.of(LossTerm.weightedMean(requirePerRow(perExample), weights));
    }

    private static Tensor requirePerRow(Tensor values) {
        RowUse use = Interpreter.rowUse(values);
        if (use != null && !use.isPerRow()) {
            throw new RowUseException("Cannot take a mean over rows of " + values.shape() + ": " + use.description()
                    + ". Use step.mean(perExample) with the rows' values, step.loss(lossFn, batch, predictions) for a loss,"
                    + " step.sum(scalar) for a sum over rows, or step.once(scalar) for what no row enters");
        }
        return values;
    }

    /** A scalar that is a sum over this shard's rows: times what no row enters, or plus another such sum, too. */
    public LossTerms sum(Tensor scalar) {
        return LossTerms.of(LossTerm.sum(scalar));
    }

    /** A scalar that does not depend on rows: counted once, not once for each shard. */
    public LossTerms once(Tensor scalar) {
        return LossTerms.of(LossTerm.once(scalar));
    }

    /**
     * A statistic of this shard's rows, such as a mean for a normalization of your own, which may then enter the values of rows.
     * Results depend on the number of shards, as with batch normalization.
     */
    public Tensor perShard(Tensor statistic) {
        return Interpreter.perShard(statistic);
    }

    /** The losses that a model's layers recorded in its last call, and the penalties of its weights. */
    public LossTerms losses(Model model) {
        return new LossTerms(model.losses());
    }
}
