package io.kindling.program;

import io.kindling.nn.WeightLayout;
import io.kindling.nn.optimizer.BlockUpdate;
import io.kindling.nn.optimizer.OptimizerState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory that participants share in a phase, kept over steps: a gradient a shard, their sum, and the update that the sum
 * makes. The update's blocks are cut into contiguous ranges, one a participant.
 */
final class SharedPhase {
    /** A model by its place in the program, its array, and where that begins in the phase's flat array. */
    private record Part(int model, float[] weights, int at) {
        int end() {
            return at + weights.length;
        }
    }

    private final List<GradientMemory> gradients;
    private final float[] sum;
    private final float[] flat;
    private final List<Part> parts;
    private final OptimizerState optimizer;
    private final BlockUpdate update;
    private final int[] firstBlock;
    private final boolean measures;
    private final RangeSum[] sums;

    /**
     * @param layout which of the phase's weights are trained
     * @param participants how many share the work
     */
    SharedPhase(
            BuiltProgram program, Phase phase, WeightLayout layout, TrainingState state, int shards, int participants) {
        this.gradients =
                Stream.generate(() -> new GradientMemory(layout)).limit(shards).toList();
        this.sum = new float[layout.size()];
        this.parts = parts(program, phase, state);
        this.flat = parts.size() == 1 ? parts.get(0).weights() : new float[layout.size()];
        this.optimizer = state.optimizers().get(program.phases().indexOf(phase));
        this.update = phase.optimizer().blocks(flat, sum, optimizer, layout);
        this.firstBlock = cut(update, participants);
        this.measures = update.limitsNorms();
        this.sums = new RangeSum[participants];
        for (int i = 0; i < participants; i++) {
            sums[i] = new RangeSum(gradients, longest(update));
        }
    }

    private static List<Part> parts(BuiltProgram program, Phase phase, TrainingState state) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (int model : program.updatedBy(phase)) {
            float[] weights = state.weights().get(model);
            parts.add(new Part(model, weights, at));
            at += weights.length;
        }
        return List.copyOf(parts);
    }

    /** Ranges of blocks with about as many elements each. */
    private static int[] cut(BlockUpdate update, int participants) {
        long elements = 0;
        for (int block = 0; block < update.blocks(); block++) {
            elements += update.to(block) - update.from(block);
        }
        int[] first = new int[participants + 1];
        long before = 0;
        int participant = 1;
        for (int block = 0; block < update.blocks(); block++) {
            before += update.to(block) - update.from(block);
            while (participant < participants && before * participants >= elements * participant) {
                first[participant++] = block + 1;
            }
        }
        first[participants] = update.blocks();
        return first;
    }

    private static int longest(BlockUpdate update) {
        int longest = 0;
        for (int block = 0; block < update.blocks(); block++) {
            longest = Math.max(longest, update.to(block) - update.from(block));
        }
        return longest;
    }

    /** Where a shard's gradient is computed into. */
    GradientMemory gradient(int shard) {
        return gradients.get(shard);
    }

    /** Adds the shards' gradients in the participant's range, and measures the sum there where its norm is asked for. */
    void sum(int participant) {
        RangeSum own = sums[participant];
        own.begin();
        for (int block = firstBlock[participant]; block < firstBlock[participant + 1]; block++) {
            own.into(sum, update.from(block), update.to(block));
            if (measures) {
                update.measure(block, block + 1);
            }
        }
        own.end();
    }

    /** Whether the sum is finite; all ranges must have been added. */
    boolean isFinite() {
        for (RangeSum own : sums) {
            if (!own.isFinite()) {
                return false;
            }
        }
        return true;
    }

    /** @throws io.kindling.nn.optimizer.NonFiniteGradientException if the sum is not finite */
    void requireFinite() {
        update.measure(0, update.blocks());
        update.requireFinite(optimizer.iterations());
    }

    /**
     * Updates the weights in the participant's range, in its replica's copy, too, and leaves the new ones in the memory of each
     * of the others, in place of a gradient that is of no more use; all ranges must have been added. Memory that goes to and
     * fro between two cores costs less than what one writes and the other reads.
     */
    void move(int participant, ShardComputation replica) {
        long iterations = optimizer.iterations();
        for (int block = firstBlock[participant]; block < firstBlock[participant + 1]; block++) {
            // Invariant: blocks are in the order of the flat array; what lies between two of them is nobody's.
            int from = update.from(block);
            int to = update.to(block);
            if (parts.size() > 1) {
                copy(from, to, true);
            }
            update.move(block, block + 1, iterations);
            if (parts.size() > 1) {
                copy(from, to, false);
            }
            // A block is still in the core's fastest memory here.
            for (int other = 0; other < sums.length; other++) {
                if (other != participant) {
                    own(other).all().write(from, to, flat, from);
                }
            }
            Part part = partOf(from);
            FlatRegions copy = replica.copyOf(part.model());
            if (copy != null) {
                copy.write(from - part.at(), to - part.at(), flat, from);
            }
        }
    }

    /** The gradient of the first shard that a participant computes. */
    private GradientMemory own(int participant) {
        return gradients.get(Crew.from(participant, sums.length, gradients.size()));
    }

    /** Takes what the others updated into the copy of the weights that a participant's replica keeps; all must have moved. */
    void give(int participant, ShardComputation replica) {
        FlatRegions left = own(participant).all();
        for (int block = 0; block < update.blocks(); block++) {
            if (block >= firstBlock[participant] && block < firstBlock[participant + 1]) {
                continue;
            }
            int from = update.from(block);
            Part part = partOf(from);
            FlatRegions copy = replica.copyOf(part.model());
            if (copy != null) {
                copy.write(from - part.at(), update.to(block) - part.at(), left, from);
            }
        }
    }

    /** The model that an element belongs to; a block is of one weight, and so of one model. */
    private Part partOf(int element) {
        int part = 0;
        while (element >= parts.get(part).end()) {
            part++;
        }
        return parts.get(part);
    }

    /** Counts an update that all have made. */
    void moved() {
        optimizer.updated();
    }

    /** Copies elements between the models' arrays and the flat array. */
    private void copy(int from, int to, boolean gather) {
        for (Part part : parts) {
            int first = Math.max(from, part.at());
            int length = Math.min(to, part.end()) - first;
            if (length > 0 && gather) {
                System.arraycopy(part.weights(), first - part.at(), flat, first, length);
            } else if (length > 0) {
                System.arraycopy(flat, first, part.weights(), first - part.at(), length);
            }
        }
    }
}
