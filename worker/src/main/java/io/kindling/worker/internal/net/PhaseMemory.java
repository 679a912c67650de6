package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.reduce.PartialGradient.Node;
import io.kindling.program.internal.reduce.RangeSum;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A rank's memory of a phase, and what it sends of it. */
final class PhaseMemory {
    /** Added at a time: the sum stays in the core's cache until it is sent. */
    private static final int BLOCK = 4096;

    /**
     * What a rank sends to another in a scatter.
     *
     * @param slice the other's slice
     * @param sums the sum of each node that is not a single shard, else null
     * @param frames all nodes one after another
     */
    private record Scatter(Range slice, List<Added> sums, OutgoingFrames frames) {}

    /**
     * The sum of a node of several shards.
     *
     * @param sum adds its shards
     * @param into where the sum is sent from
     * @param from where it begins in the bytes that are sent
     */
    private record Added(RangeSum sum, SliceBuffer into, long from) {}

    private final List<GradientBuffer> gradients;
    private final List<PartialGradient> partials;
    private final SliceBuffer outgoing;
    private final OutgoingFrames agreement;
    private final OutgoingFrames slice;
    private final Map<Integer, Scatter> scatters = new HashMap<>();
    private final Map<Integer, IncomingExchanges.Places> places = new HashMap<>();

    PhaseMemory(long session, int rank, ExchangePlan plan, int phase) {
        ExchangePlan.PhaseSlices division = plan.phases().get(phase);
        Range own = plan.shards().get(rank);
        this.gradients = Stream.generate(() -> new GradientBuffer(division.layout()))
                .limit(own.size())
                .toList();
        this.outgoing = new SliceBuffer(division.slices().get(rank));
        this.agreement = new OutgoingFrames(session, phase, rank, ByteSpan.EMPTY);
        this.slice = new OutgoingFrames(session, phase, rank, new ByteSpan(List.of(outgoing.bytes())));
        List<PartialGradient> all = new ArrayList<>();
        for (int other = 0; other < plan.ranks(); other++) {
            if (other == rank) {
                all.addAll(ownPartials(own));
            } else {
                all.addAll(receive(
                        plan,
                        other,
                        division.slices().get(rank),
                        division.slices().get(other)));
                scatters.put(
                        other,
                        scatter(session, rank, plan, phase, division.slices().get(other)));
            }
        }
        this.partials = List.copyOf(all);
    }

    private List<PartialGradient> ownPartials(Range own) {
        List<PartialGradient> leaves = new ArrayList<>();
        for (int i = 0; i < gradients.size(); i++) {
            leaves.add(new PartialGradient(
                    own.from() + i, own.from() + i + 1, gradients.get(i).all()));
        }
        return leaves;
    }

    /** Prepares what another rank sends, and returns its partial gradients. */
    private List<PartialGradient> receive(ExchangePlan plan, int other, Range ownSlice, Range otherSlice) {
        List<PartialGradient> received = new ArrayList<>();
        List<ByteBuffer> memory = new ArrayList<>();
        for (Node node : nodes(plan, other)) {
            SliceBuffer buffer = new SliceBuffer(ownSlice);
            memory.add(buffer.bytes());
            received.add(new PartialGradient(node.first(), node.end(), buffer));
        }
        places.put(
                other,
                new IncomingExchanges.Places(
                        new ByteSpan(memory), new ByteSpan(incoming().bytes(otherSlice.from(), otherSlice.to()))));
        return received;
    }

    /** Prepares what this rank sends to another. */
    private Scatter scatter(long session, int rank, ExchangePlan plan, int phase, Range slice) {
        int firstShard = plan.shards().get(rank).from();
        List<Added> sums = new ArrayList<>();
        List<ByteBuffer> memory = new ArrayList<>();
        long from = 0;
        for (Node node : nodes(plan, rank)) {
            if (node.end() - node.first() == 1) {
                memory.addAll(gradients.get(node.first() - firstShard).all().bytes(slice.from(), slice.to()));
            } else {
                List<PartialGradient> shards = ownPartials(plan.shards().get(rank))
                        .subList(node.first() - firstShard, node.end() - firstShard);
                SliceBuffer into = new SliceBuffer(slice);
                memory.add(into.bytes());
                sums.add(new Added(new RangeSum(shards, BLOCK), into, from));
            }
            from += (long) slice.size() * Float.BYTES;
        }
        return new Scatter(slice, sums, new OutgoingFrames(session, phase, rank, new ByteSpan(memory)));
    }

    private static List<Node> nodes(ExchangePlan plan, int rank) {
        Range shards = plan.shards().get(rank);
        return PartialGradient.nodes(shards.from(), shards.to(), plan.shardCount());
    }

    List<GradientBuffer> gradients() {
        return gradients;
    }

    List<PartialGradient> partials() {
        return partials;
    }

    SliceBuffer outgoing() {
        return outgoing;
    }

    FlatBuffer incoming() {
        return gradients.get(0).all();
    }

    /** Where the data of another rank goes. */
    IncomingExchanges.Places places(int other) {
        return Objects.requireNonNull(places.get(other));
    }

    OutgoingFrames agreement() {
        return agreement;
    }

    /** The rank's slice of the new weights. */
    OutgoingFrames slice() {
        return slice;
    }

    /** Sends another rank its slice of the gradients, each frame as soon as its data is added. */
    void scatter(Peer peer, long number, byte[] message) {
        Scatter scatter = Objects.requireNonNull(scatters.get(peer.rank()));
        scatter.sums().forEach(added -> added.sum().begin());
        int next = 0;
        for (Added added : scatter.sums()) {
            Range slice = scatter.slice();
            for (int from = slice.from(); from < slice.to(); from += BLOCK) {
                int to = Math.min(slice.to(), from + BLOCK);
                added.sum().into(added.into(), from, to);
                long ready = added.from() + (long) (to - slice.from()) * Float.BYTES;
                while (scatter.frames().end(next) <= ready) {
                    peer.send(scatter.frames().frame(next++, number, message));
                }
            }
        }
        while (next < scatter.frames().count()) {
            peer.send(scatter.frames().frame(next++, number, message));
        }
    }
}
