package io.kindling.program;

import io.kindling.autodiff.op.Random;
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
    private boolean numberRead;

    public Step(PhaseCall call, int shard, int shards) {
        this.number = call.step();
        this.epoch = call.epoch();
        this.shard = shard;
        this.shards = shards;
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
        int from = Math.toIntExact((long) count * shard / shards);
        int to = Math.toIntExact((long) count * (shard + 1) / shards);
        return Rows.range(from, to - from);
    }

    /** Standard normal numbers (rows, size). The numbers of a row do not depend on its shard. */
    public Tensor normal(Rows rows, int size) {
        return Random.normal(Randomness.next(), rows, Shape.of(size), DType.FLOAT32);
    }

    /** Uniform numbers in [0, 1), (rows, size). The numbers of a row do not depend on its shard. */
    public Tensor uniform(Rows rows, int size) {
        return Random.uniform(Randomness.next(), rows, Shape.of(size), DType.FLOAT32);
    }

    /** Uniform numbers in [0, 1) of a tensor's shape, drawn for each of its rows. */
    public Tensor uniformLike(Tensor tensor) {
        return Random.uniform(
                Randomness.next(), Randomness.rowsOf(tensor), tensor.shape().dropFirst(1), tensor.dtype());
    }

    /** The loss of the batch's examples, scaled by its reduction, and weighted if the batch has weights. */
    public LossTerms loss(Loss loss, Batch batch, Tensor predictions) {
        return LossTerms.of(batch.weights()
                .map(weights -> loss.term(batch.labels(), predictions, weights))
                .orElseGet(() -> loss.term(batch.labels(), predictions)));
    }

    /** The mean over all elements. */
    public LossTerms mean(Tensor perExample) {
        return LossTerms.of(LossTerm.mean(perExample));
    }

    /** {@code sum(weights * values) / count of values}: Keras' rule, not divided by the sum of weights. */
    public LossTerms weightedMean(Tensor perExample, Tensor weights) {
        return LossTerms.of(LossTerm.weightedMean(perExample, weights));
    }

    /** A scalar that is a sum over this shard's rows. */
    public LossTerms sum(Tensor scalar) {
        return LossTerms.of(LossTerm.sum(scalar));
    }

    /** A scalar that does not depend on rows: counted once, not once for each shard. */
    public LossTerms once(Tensor scalar) {
        return LossTerms.of(LossTerm.once(scalar));
    }

    /** The losses that a model's layers recorded in its last call, and the penalties of its weights. */
    public LossTerms losses(Model model) {
        return new LossTerms(model.losses());
    }
}
