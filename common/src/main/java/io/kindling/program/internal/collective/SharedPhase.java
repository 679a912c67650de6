package io.kindling.program.internal.collective;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.optimizer.BlockUpdate;
import io.kindling.nn.optimizer.NonFiniteElement;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.reduce.RangeSum;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.FlatElements;
import io.kindling.program.internal.replica.ShardComputation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What ranks share in a phase, kept over steps: the sum of the gradients, and the optimizer's update. The update's blocks are
 * divided into contiguous ranges, one for each rank. A step is a reduce-scatter of
 * the gradients, an update of each rank's range, and an all-gather of the new weights.
 */
final class SharedPhase {
    /**
     * A model of the phase.
     *
     * @param model its index in the program
     * @param weights its flat array
     * @param at where that begins in the phase's flat array
     */
    private record Part(int model, float[] weights, int at) {
        int end() {
            return at + weights.length;
        }
    }

    /**
     * What a rank reads and writes.
     *
     * @param partials what adds up to the gradient
     * @param sum adds its slice of them
     * @param outgoing where it writes its slice of the new weights
     * @param incoming where the other ranks' slices arrive
     */
    private record RankMemory(
            List<PartialGradient> partials, RangeSum sum, List<FlatElements> outgoing, FlatBuffer incoming) {}

    private final float[] sum;
    private final float[] flat;
    private final List<Part> parts;
    private final OptimizerState optimizer;
    private final BlockUpdate update;
    /** The first block of each rank, then the number of blocks. */
    private final int[] firstBlock;

    private final boolean measures;
    /** What the ranks that share this object read and write, by rank. */
    private final Map<Integer, RankMemory> memory = new HashMap<>();

    /**
     * @param layout which of the phase's weights are trained
     * @param ranks how many ranks share the work
     */
    SharedPhase(BuiltProgram program, Phase phase, WeightLayout layout, TrainingState state, int ranks) {
        this.sum = new float[layout.size()];
        this.parts = parts(program, phase, state);
        this.flat = parts.size() == 1 ? parts.get(0).weights() : new float[layout.size()];
        this.optimizer = state.optimizers().get(program.phases().indexOf(phase));
        this.update = phase.optimizer().blocks(flat, sum, optimizer, layout);
        this.firstBlock = partition(update, ranks);
        this.measures = update.needsNorms();
    }

    /**
     * Gives a rank its memory; to be called before the first step, for each rank that shares this object.
     *
     * @param partials what adds up to the gradient
     * @param others where the rank writes its slice of the new weights
     * @param received where the other ranks' slices arrive
     */
    void share(int rank, List<PartialGradient> partials, List<? extends FlatElements> others, FlatBuffer received) {
        memory.put(
                rank, new RankMemory(partials, new RangeSum(partials, longest(update)), List.copyOf(others), received));
    }

    private RankMemory of(int rank) {
        return Objects.requireNonNull(memory.get(rank));
    }

    /** The elements of the flat gradient that each rank updates; those of weights that are not trained may be among them. */
    List<ExchangePlan.Range> slices() {
        List<ExchangePlan.Range> slices = new ArrayList<>();
        for (int rank = 0; rank + 1 < firstBlock.length; rank++) {
            int first = firstBlock[rank];
            int last = firstBlock[rank + 1] - 1;
            slices.add(
                    first > last
                            ? new ExchangePlan.Range(0, 0)
                            : new ExchangePlan.Range(update.from(first), update.to(last)));
        }
        return slices;
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

    /** Divides the blocks into ranges with about the same number of elements. */
    private static int[] partition(BlockUpdate update, int ranks) {
        long elements = 0;
        for (int block = 0; block < update.blocks(); block++) {
            elements += update.to(block) - update.from(block);
        }
        int[] first = new int[ranks + 1];
        long before = 0;
        int rank = 1;
        for (int block = 0; block < update.blocks(); block++) {
            before += update.to(block) - update.from(block);
            while (rank < ranks && before * ranks >= elements * rank) {
                first[rank++] = block + 1;
            }
        }
        first[ranks] = update.blocks();
        return first;
    }

    private static int longest(BlockUpdate update) {
        int longest = 0;
        for (int block = 0; block < update.blocks(); block++) {
            longest = Math.max(longest, update.to(block) - update.from(block));
        }
        return longest;
    }

    /** Adds the shards' gradients in the rank's range, and measures the norm of the sum there if the optimizer clips by it. */
    void reduceScatter(int rank) {
        RangeSum own = of(rank).sum();
        own.begin();
        for (int block = firstBlock[rank]; block < firstBlock[rank + 1]; block++) {
            own.into(sum, update.from(block), update.to(block));
            if (measures) {
                update.measure(block, block + 1);
            }
        }
        own.end();
    }

    /** Whether the sum is finite in the slices of the ranks that share this; call it after their {@link #reduceScatter}. */
    boolean isFinite() {
        for (RankMemory each : memory.values()) {
            if (!each.sum().isFinite()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the first element of the sum that is not finite; there must be one. */
    NonFiniteElement nonFiniteElement() {
        update.measure(0, update.blocks());
        try {
            update.requireFinite(optimizer.iterations());
        } catch (NonFiniteGradientException e) {
            return e.finding();
        }
        throw new IllegalStateException("The sum of the gradients is finite.");
    }

    /**
     * Updates the weights in the rank's range, in its replica's resident copy, too, and sends them to each other rank. Call it
     * after all ranks' {@link #reduceScatter}.
     */
    void applyUpdate(int rank, ShardComputation replica) {
        RankMemory own = of(rank);
        long iterations = optimizer.iterations();
        for (int block = firstBlock[rank]; block < firstBlock[rank + 1]; block++) {
            // Invariant: blocks are in the order of the flat array; elements between two blocks belong to no rank.
            int from = update.from(block);
            int to = update.to(block);
            if (parts.size() > 1) {
                copy(from, to, true);
            }
            update.apply(block, block + 1, iterations);
            if (parts.size() > 1) {
                copy(from, to, false);
            }
            // The block is still in the core's L1 cache here.
            for (FlatElements other : own.outgoing()) {
                other.write(from, to, flat, from);
            }
            Part part = partOf(from);
            FlatBuffer resident = replica.residentWeights(part.model());
            if (resident != null) {
                resident.write(from - part.at(), to - part.at(), flat, from);
            }
        }
    }

    /**
     * Copies the weights that the other ranks sent into the replica's resident copy. Call it after all ranks' {@link
     * #applyUpdate}.
     */
    void allGather(int rank, ShardComputation replica) {
        FlatBuffer received = of(rank).incoming();
        for (int block = 0; block < update.blocks(); block++) {
            if (block >= firstBlock[rank] && block < firstBlock[rank + 1]) {
                continue;
            }
            int from = update.from(block);
            Part part = partOf(from);
            FlatBuffer resident = replica.residentWeights(part.model());
            if (resident != null) {
                resident.write(from - part.at(), update.to(block) - part.at(), received, from);
            }
        }
    }

    /** The model that an element belongs to. A block lies within one weight, and so within one model. */
    private Part partOf(int element) {
        int part = 0;
        while (element >= parts.get(part).end()) {
            part++;
        }
        return parts.get(part);
    }

    /**
     * Copies the weights that the other ranks sent into the state, for a rank that shares it with no other. Call it after {@link
     * #allGather}.
     */
    void takeOver(int rank) {
        FlatBuffer received = of(rank).incoming();
        for (int block = 0; block < update.blocks(); block++) {
            if (block < firstBlock[rank] || block >= firstBlock[rank + 1]) {
                int from = update.from(block);
                Part part = partOf(from);
                received.read(from, update.to(block), part.weights(), from - part.at());
            }
        }
    }

    /** The first element of a rank's slice that is not finite: of the first shard that has one, else of the sum. */
    Optional<Verdict.Finding> firstNonFinite(int rank) {
        for (PartialGradient partial : of(rank).partials()) {
            Optional<Verdict.Finding> found = firstIn(rank, partial.first(), (from, to) -> {
                float[] values = new float[to - from];
                partial.elements().read(from, to, values, 0);
                return values;
            });
            if (found.isPresent()) {
                return found;
            }
        }
        return firstIn(rank, Verdict.Finding.SUM, (from, to) -> Arrays.copyOfRange(sum, from, to));
    }

    private interface Elements {
        float[] of(int from, int to);
    }

    private Optional<Verdict.Finding> firstIn(int rank, int shard, Elements elements) {
        for (int block = firstBlock[rank]; block < firstBlock[rank + 1]; block++) {
            float[] values = elements.of(update.from(block), update.to(block));
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    int at = update.from(block) + i;
                    return Optional.of(new Verdict.Finding(shard, at, update.nonFinite(at, values[i])));
                }
            }
        }
        return Optional.empty();
    }

    int blocks() {
        return update.blocks();
    }

    /** What a rank measured in its slice of the gradient; empty if the optimizer does not clip by norms. */
    double[] measured(int rank) {
        return measures ? update.measured(firstBlock[rank], firstBlock[rank + 1]) : new double[0];
    }

    /** Records what another rank measured in its slice. */
    void setMeasured(int rank, double[] norms) {
        update.setMeasured(firstBlock[rank], norms);
    }

    /** Counts an update, once for all ranks. */
    void countUpdate() {
        optimizer.incrementIterations();
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
