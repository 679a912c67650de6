package io.kindling.program.internal.exchange;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.exchange.ExchangePlan.PhaseSlices;
import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What ranks do with an exchange, and a check of everything they read. */
final class ExchangeRounds {
    private static final int MESSAGE_BYTES = 40;
    private static final int VALUES = 1 << 12;

    private final Exchange exchange;
    private final ExchangePlan plan;
    private final int rank;

    ExchangeRounds(Exchange exchange, ExchangePlan plan, int rank) {
        this.exchange = exchange;
        this.plan = plan;
        this.rank = rank;
    }

    /** Random numbers of shards, of phases, of weights and of their elements; the first phase has one element. */
    static ExchangePlan plan(int ranks, long seed) {
        Random random = new Random(seed);
        List<Range> shards = new ArrayList<>();
        for (int rank = 0, from = 0; rank < ranks; rank++) {
            int to = from + 1 + random.nextInt(3);
            shards.add(new Range(from, to));
            from = to;
        }
        List<PhaseSlices> phases = new ArrayList<>(List.of(slices(1, 1, ranks, random)));
        int more = random.nextInt(3);
        for (int phase = 0; phase < more; phase++) {
            phases.add(slices(1 + random.nextInt(4), 1 + random.nextInt(100), ranks, random));
        }
        return new ExchangePlan(shards, phases, MESSAGE_BYTES);
    }

    private static PhaseSlices slices(int weights, int largest, int ranks, Random random) {
        List<WeightLayout.Slice> layout = new ArrayList<>();
        int size = 0;
        for (int weight = 0; weight < weights; weight++) {
            int elements = 1 + random.nextInt(largest);
            layout.add(new WeightLayout.Slice("w" + weight, Shape.of(elements), size, true));
            size += elements;
        }
        int[] cuts = random.ints(ranks - 1, 0, size + 1).sorted().toArray();
        List<Range> slices = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            slices.add(new Range(rank == 0 ? 0 : cuts[rank - 1], rank == ranks - 1 ? size : cuts[rank]));
        }
        return new PhaseSlices(new WeightLayout(layout, size), slices);
    }

    /** @throws AssertionError if anything read is wrong */
    void run(int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int phase = 0; phase < plan.phases().size(); phase++) {
                phase(round, phase);
            }
        }
    }

    private void phase(int round, int phase) {
        int size = plan.phases().get(phase).layout().size();
        Range own = plan.phases().get(phase).slices().get(rank);
        int first = plan.shards().get(rank).from();
        for (int i = 0; i < plan.shards().get(rank).size(); i++) {
            exchange.gradients(phase).get(i).all().write(0, size, gradient(round, phase, first + i, 0, size), 0);
        }
        exchange.scatter(phase, message(round, phase, rank));
        await(round, phase);
        float[] sum = new float[own.size()];
        for (PartialGradient partial : exchange.partials(phase)) {
            float[] read = new float[own.size()];
            partial.elements().read(own.from(), own.to(), read, 0);
            float[] expected = sum(round, phase, partial.first(), partial.end(), own);
            require(read, expected, "gradient of shards " + partial.first() + " to " + (partial.end() - 1));
            IntStream.range(0, sum.length).forEach(i -> sum[i] += read[i]);
        }
        exchange.agree(message(round + 1, phase, rank));
        await(round + 1, phase);
        exchange.outgoing(phase).forEach(other -> other.write(own.from(), own.to(), sum, 0));
        exchange.gather(phase);
        if (!exchange.await(() -> false)) {
            throw new AssertionError("The wait ended early.");
        }
        for (int other = 0; other < plan.ranks(); other++) {
            Range slice = plan.phases().get(phase).slices().get(other);
            if (other != rank) {
                float[] read = new float[slice.size()];
                exchange.incoming(phase).read(slice.from(), slice.to(), read, 0);
                require(read, sum(round, phase, 0, plan.shardCount(), slice), "slice of rank " + other);
            }
        }
    }

    private void await(int round, int phase) {
        if (!exchange.await(() -> false)) {
            throw new AssertionError("The wait ended early.");
        }
        for (int other = 0; other < plan.ranks(); other++) {
            byte[] expected = message(round, phase, other);
            if (!Arrays.equals(exchange.message(other), expected)) {
                throw new AssertionError("Message of rank " + other + " in round " + round + ": "
                        + Arrays.toString(exchange.message(other)) + " instead of " + Arrays.toString(expected));
            }
        }
    }

    private static byte[] message(int round, int phase, int rank) {
        byte[] message = new byte[(round * 7 + phase + rank * 3) % (MESSAGE_BYTES + 1)];
        Arrays.fill(message, (byte) (round + phase * 3 + rank * 5));
        return message;
    }

    private static float[] gradient(int round, int phase, int shard, int from, int to) {
        float[] values = new float[to - from];
        for (int i = from; i < to; i++) {
            values[i - from] = (round * 31 + phase * 7 + shard * 3 + i) % VALUES;
        }
        return values;
    }

    private static float[] sum(int round, int phase, int first, int end, Range slice) {
        float[] sum = new float[slice.size()];
        for (int shard = first; shard < end; shard++) {
            float[] gradient = gradient(round, phase, shard, slice.from(), slice.to());
            IntStream.range(0, sum.length).forEach(i -> sum[i] += gradient[i]);
        }
        return sum;
    }

    private void require(float[] found, float[] expected, String what) {
        if (!Arrays.equals(found, expected)) {
            throw new AssertionError("Rank " + rank + " read as the " + what + ": " + Arrays.toString(found)
                    + " instead of " + Arrays.toString(expected));
        }
    }
}
