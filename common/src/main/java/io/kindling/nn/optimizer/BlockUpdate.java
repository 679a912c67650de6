package io.kindling.nn.optimizer;

import java.util.Arrays;
import java.util.List;

/**
 * One update of some weights, split into blocks for several threads. First all blocks are measured, then all are
 * updated; if norms are not limited and the gradients are known to be finite, measuring can be skipped. The assignment
 * of blocks to threads does not change a bit. The threads must synchronize between {@link #measure} and {@link #apply},
 * and after {@link #apply}. The object can be reused for consecutive updates.
 */
public final class BlockUpdate {
    private final Optimizer rule;
    private final List<WeightSlice> pieces;
    private final int[] firstBlock;
    private final int[] pieceOf;
    private final double[] sums;

    BlockUpdate(Optimizer rule, List<WeightSlice> pieces) {
        this.rule = rule;
        this.pieces = pieces;
        this.firstBlock = new int[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            int size = pieces.get(i).to() - pieces.get(i).from();
            firstBlock[i + 1] = firstBlock[i] + (size + FlatNorm.BLOCK - 1) / FlatNorm.BLOCK;
        }
        this.pieceOf = new int[firstBlock[pieces.size()]];
        for (int i = 0; i < pieces.size(); i++) {
            Arrays.fill(pieceOf, firstBlock[i], firstBlock[i + 1], i);
        }
        this.sums = new double[pieceOf.length];
    }

    /** Returns the number of blocks. */
    public int blocks() {
        return pieceOf.length;
    }

    /** Returns the index of the first element of a block in the flat array. */
    public int from(int block) {
        WeightSlice piece = pieces.get(pieceOf[block]);
        return piece.from() + (block - firstBlock[pieceOf[block]]) * FlatNorm.BLOCK;
    }

    /** Returns the index after the last element of a block in the flat array. */
    public int to(int block) {
        return Math.min(from(block) + FlatNorm.BLOCK, pieces.get(pieceOf[block]).to());
    }

    /** Measures the gradients of blocks: their norm, if norms are limited, and whether they are finite. */
    public void measure(int fromBlock, int toBlock) {
        boolean norms = needsNorms();
        for (int block = fromBlock; block < toBlock; block++) {
            float[] gradients = pieces.get(pieceOf[block]).gradients();
            sums[block] = norms
                    ? FlatNorm.block(gradients, from(block), to(block))
                    : FlatNorm.zeroIfFinite(gradients, from(block), to(block));
        }
    }

    /**
     * Returns whether {@link #apply} needs the norms from {@link #measure}; otherwise {@code measure} only detects
     * non-finite gradients.
     */
    public boolean needsNorms() {
        Clipping.Rule limited = rule.settings().clipping().rule();
        return limited == Clipping.Rule.CLIPNORM || limited == Clipping.Rule.GLOBAL_CLIPNORM;
    }

    /** What {@link #measure} found in blocks, one number for each, for another process that updates other blocks. */
    public double[] measured(int fromBlock, int toBlock) {
        return Arrays.copyOfRange(sums, fromBlock, toBlock);
    }

    /** Records what another process found in the blocks from {@code fromBlock} on: {@link #measured}. */
    public void setMeasured(int fromBlock, double[] found) {
        System.arraycopy(found, 0, sums, fromBlock, found.length);
    }

    /** Describes an element of the flat gradient that is not finite. */
    public NonFiniteElement nonFinite(int element, float value) {
        for (WeightSlice piece : pieces) {
            if (piece.from() <= element && element < piece.to()) {
                return new NonFiniteElement(piece.name(), element - piece.from(), value);
            }
        }
        throw new IllegalArgumentException("Element " + element + " belongs to no trained weight.");
    }

    /**
     * Throws if a gradient is not finite; all blocks must have been measured. Squares of finite floats cannot overflow a
     * double, so the sum of a block is finite if and only if all its elements are.
     *
     * @param iterations updates made so far
     * @throws NonFiniteGradientException if a gradient is NaN or infinite
     */
    public void requireFinite(long iterations) {
        for (int block = 0; block < sums.length; block++) {
            if (!Double.isFinite(sums[block])) {
                WeightSlice piece = pieces.get(pieceOf[block]);
                NonFiniteElement finding = NonFiniteElement.firstIn(
                                piece.gradients(), piece.from(), piece.to(), piece.name())
                        .orElseThrow();
                throw new NonFiniteGradientException(finding, iterations);
            }
        }
    }

    /**
     * Clips the gradients of blocks and updates their weights. If norms are limited, all blocks must have been measured.
     *
     * @param iterations updates made so far
     */
    public void apply(int fromBlock, int toBlock, long iterations) {
        float learningRate = (float) rule.settings().learningRate().at(iterations);
        float decay = (float) rule.settings().weightDecay();
        double norm = rule.settings().clipping().rule() == Clipping.Rule.GLOBAL_CLIPNORM ? globalNorm() : 0;
        int block = fromBlock;
        while (block < toBlock) {
            int number = pieceOf[block];
            int end = Math.min(firstBlock[number + 1], toBlock);
            WeightSlice piece = pieces.get(number);
            int from = from(block);
            int to = to(end - 1);
            clip(number, norm, from, to);
            if (decay != 0) {
                decay(piece.weights(), from, to, decay, learningRate);
            }
            rule.updateRange(piece.weights(), piece.gradients(), piece.slots(), from, to, learningRate, iterations + 1);
            block = end;
        }
    }

    /** Makes the whole update on the calling thread. */
    void applyAll(long iterations) {
        measure(0, blocks());
        requireFinite(iterations);
        apply(0, blocks(), iterations);
    }

    private double globalNorm() {
        double[] squares = new double[pieces.size()];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = sumOfSquares(i);
        }
        return Math.sqrt(FlatNorm.tree(squares));
    }

    private double sumOfSquares(int piece) {
        return FlatNorm.tree(sums, firstBlock[piece], firstBlock[piece + 1]);
    }

    private void clip(int piece, double globalNorm, int from, int to) {
        float[] gradients = pieces.get(piece).gradients();
        double limit = rule.settings().clipping().limit();
        switch (rule.settings().clipping().rule()) {
            case NONE -> {}
            case CLIPVALUE -> limitEach(gradients, from, to, (float) limit);
            case CLIPNORM -> limitNorm(gradients, from, to, Math.sqrt(sumOfSquares(piece)), limit);
            case GLOBAL_CLIPNORM -> limitNorm(gradients, from, to, globalNorm, limit);
        }
    }

    private static void limitEach(float[] gradients, int from, int to, float limit) {
        for (int i = from; i < to; i++) {
            gradients[i] = Math.max(-limit, Math.min(limit, gradients[i]));
        }
    }

    private static void limitNorm(float[] gradients, int from, int to, double norm, double limit) {
        if (norm > limit) {
            float factor = (float) (limit / norm);
            for (int i = from; i < to; i++) {
                gradients[i] *= factor;
            }
        }
    }

    /** Decays weights: {@code w -= w * weightDecay * learningRate}. */
    private static void decay(float[] weights, int from, int to, float weightDecay, float learningRate) {
        for (int i = from; i < to; i++) {
            weights[i] -= weights[i] * weightDecay * learningRate;
        }
    }
}
