package io.kindling.program.internal.protocol.simulation;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The buffers of a session, shared by its ranks or copied by each: gradients by phase and shard, and messages. */
final class Memory {
    private final int width;
    private final int ranks;
    private final float[][][] gradients;
    private final Access[][][] gradientAccess;
    private final float[][][] messages = new float[2][][];
    private final Access[][] messageAccess = new Access[2][];

    Memory(ToyProgram program, int ranks) {
        this.width = program.width();
        this.ranks = ranks;
        this.gradients = new float[program.phases()][program.shards()][width];
        this.gradientAccess = new Access[program.phases()][program.shards()][];
        for (Access[][] phase : gradientAccess) {
            Arrays.setAll(phase, shard -> accesses());
        }
        Arrays.setAll(messages, i -> new float[ranks][]);
        Arrays.setAll(messageAccess, i -> accesses());
    }

    private Access[] accesses() {
        return IntStream.range(0, ranks).mapToObj(i -> new Access(ranks)).toArray(Access[]::new);
    }

    /** The first element that a rank adds up and updates. */
    int from(int rank) {
        return width * rank / ranks;
    }

    int to(int rank) {
        return from(rank + 1);
    }

    float[] gradient(int phase, int shard) {
        return gradients[phase][shard];
    }

    void beforeRead(int rank, long[] seen, int phase, int shard, int slice) {
        if (from(slice) < to(slice)) {
            gradientAccess[phase][shard][slice].read(rank, seen, name(phase, shard, slice));
        }
    }

    /** Nobody can rely on what is there until it is written. */
    void beforeWrite(int rank, long[] seen, int phase, int shard, int slice) {
        gradientAccess[phase][shard][slice].write(rank, seen, name(phase, shard, slice));
        Arrays.fill(gradients[phase][shard], from(slice), to(slice), Float.NaN);
    }

    private static String name(int phase, int shard, int slice) {
        return "slice " + slice + " of shard " + shard + " in phase " + phase;
    }

    void beforeMessage(int rank, long[] seen, int buffer) {
        messageAccess[buffer][rank].write(rank, seen, "message of rank " + rank);
    }

    void message(int rank, int buffer, float[] message) {
        messages[buffer][rank] = message;
    }

    float[] message(int reader, long[] seen, int buffer, int rank) {
        messageAccess[buffer][rank].read(reader, seen, "message of rank " + rank);
        return messages[buffer][rank];
    }
}
