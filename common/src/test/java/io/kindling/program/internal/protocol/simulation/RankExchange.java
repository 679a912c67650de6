package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.collective.ShardAssignment.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A rank's part in a session: what it reads and writes, what it has published, and what it has seen others publish. */
final class RankExchange {
    /** What a rank publishes. */
    enum Kind {
        SCATTER,
        AGREE,
        GATHER
    }

    /** Brings publications to another rank. */
    interface Publisher {
        /**
         * @param number how many exchanges the sender has published
         * @param arrival what happens to the receiver's memory when the publication arrives
         */
        void publish(int rank, long number, Runnable arrival);
    }

    private final World world;
    private final Session session;
    private final int rank;
    private final Memory memory;
    private final Publisher publisher;
    /** How many exchanges each rank has published. */
    private final long[] seen;

    RankExchange(World world, Session session, int rank, Publisher publisher) {
        this.world = world;
        this.session = session;
        this.rank = rank;
        this.memory = session.memory(rank);
        this.publisher = publisher;
        this.seen = new long[session.ranges.size()];
    }

    Session session() {
        return session;
    }

    int rank() {
        return rank;
    }

    int ranks() {
        return seen.length;
    }

    Range range() {
        return session.ranges.get(rank);
    }

    private int firstShard(int of) {
        return session.ranges.get(of).from();
    }

    int from() {
        return memory.from(rank);
    }

    int to() {
        return memory.to(rank);
    }

    void saw(int other, long number) {
        if (number > seen[rank] + 1) {
            throw new AssertionError("Rank " + other + " is " + (number - seen[rank]) + " exchanges ahead of " + rank);
        }
        seen[other] = Math.max(seen[other], number);
    }

    /** What the rank has published. */
    long published() {
        return seen[rank];
    }

    void beforeCompute(int phase) {
        for (int shard = range().from(); shard < range().to(); shard++) {
            for (int slice = 0; slice < ranks(); slice++) {
                memory.beforeWrite(rank, seen, phase, shard, slice);
            }
        }
    }

    void gradient(int phase, int shard, float[] gradient) {
        System.arraycopy(gradient, 0, memory.gradient(phase, shard), 0, gradient.length);
    }

    void beforeReduce(int phase) {
        for (int shard = 0; shard < world.scenario().program().shards(); shard++) {
            memory.beforeRead(rank, seen, phase, shard, rank);
        }
    }

    /** The sum of all gradients in the rank's slice; other elements are 0. */
    float[] reduce(int phase) {
        int shards = world.scenario().program().shards();
        float[] sum = new float[world.scenario().program().width()];
        for (int i = from(); i < to(); i++) {
            List<Float> partials = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                partials.add(memory.gradient(phase, shard)[i]);
            }
            sum[i] = world.mutation() == Mutation.SUM_IN_OTHER_ORDER
                    ? partials.stream().reduce(0f, Float::sum)
                    : ToyProgram.sum(partials);
        }
        return sum;
    }

    void beforeUpdate(int phase) {
        others(other -> memory.beforeWrite(rank, seen, phase, firstShard(other), rank));
    }

    /** Writes the rank's slice of the new weights for the other ranks. */
    void weights(int phase, float[] weights) {
        others(other ->
                System.arraycopy(weights, from(), memory.gradient(phase, firstShard(other)), from(), to() - from()));
    }

    void beforeInstall(int phase) {
        others(other -> memory.beforeRead(rank, seen, phase, range().from(), other));
    }

    /** Takes over the other ranks' slices of the new weights. */
    void install(int phase, float[] weights) {
        others(other -> System.arraycopy(
                memory.gradient(phase, range().from()),
                memory.from(other),
                weights,
                memory.from(other),
                memory.to(other) - memory.from(other)));
    }

    private interface RankAction {
        void accept(int rank);
    }

    private void others(RankAction action) {
        for (int other = 0; other < ranks(); other++) {
            if (other != rank) {
                action.accept(other);
            }
        }
    }

    private int buffer(long number) {
        return world.mutation() == Mutation.ONE_MESSAGE_BUFFER ? 0 : (int) (number % 2);
    }

    void publish(Kind kind, int phase, float[] message) {
        long number = seen[rank] + 1;
        int buffer = buffer(number);
        memory.beforeMessage(rank, seen, buffer);
        memory.message(rank, buffer, message);
        List<Runnable> arrivals = new ArrayList<>();
        for (int other = 0; other < ranks(); other++) {
            arrivals.add(
                    session.isMapped || other == rank
                            ? () -> {}
                            : copies(kind, phase, message, buffer).apply(other));
        }
        seen[rank] = number;
        others(other -> publisher.publish(other, number, arrivals.get(other)));
    }

    /** Reserves the memory of another rank now, and writes it when the publication arrives. */
    private IntFunction<Runnable> copies(Kind kind, int phase, float[] message, int buffer) {
        return other -> {
            Memory target = session.memory(other);
            target.beforeMessage(rank, seen, buffer);
            List<Runnable> copies = new ArrayList<>();
            copies.add(() -> target.message(rank, buffer, message));
            if (kind == Kind.SCATTER) {
                for (int shard = range().from(); shard < range().to(); shard++) {
                    copies.add(copy(target, phase, shard, other));
                }
            } else if (kind == Kind.GATHER) {
                copies.add(copy(target, phase, firstShard(other), rank));
            }
            return () -> copies.forEach(Runnable::run);
        };
    }

    private Runnable copy(Memory target, int phase, int shard, int slice) {
        target.beforeWrite(rank, seen, phase, shard, slice);
        float[] values = memory.gradient(phase, shard).clone();
        int from = memory.from(slice);
        return () -> System.arraycopy(values, from, target.gradient(phase, shard), from, memory.to(slice) - from);
    }

    /** What a rank published last, of what all have published. */
    float[] message(int from) {
        return memory.message(rank, seen, buffer(seen[rank]), from);
    }
}
