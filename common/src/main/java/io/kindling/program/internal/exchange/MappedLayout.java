package io.kindling.program.internal.exchange;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.tensor.Arena;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What is where in the file of a {@link MappedExchange}, in bytes: a header, a record of each rank, two mailboxes of each rank,
 * and a gradient buffer for each phase and shard. Parts that different ranks write are in separate cache lines.
 *
 * <p>A rank's record holds how many exchanges it has published, which changes all the time, in a cache line of its own; then what
 * is written once: its process, and whether it has left.
 */
final class MappedLayout {
    /** Changes with every change of the layout, or of what its fields mean. */
    static final int VERSION = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int CHECKSUM_AT = 12;
    /** 16 bytes. */
    static final int KEY_AT = 16;

    /** Within a rank's record. */
    static final int PUBLISHED = 0;

    static final int PID = 64;
    static final int NAMESPACE = 72;
    static final int LEFT = 80;

    /** Two cache lines: processors fetch them in pairs. */
    private static final int LINES = 128;

    /** The granularity of mappings. */
    private static final int PAGE = 4096;

    private final ExchangePlan plan;
    private final int mailbox;
    private final int control;
    /** The first byte of each phase's buffers, then the number of bytes. */
    private final long[] phases;

    /** @throws ExchangeException if a part is larger than a mapping */
    MappedLayout(ExchangePlan plan) {
        this.plan = plan;
        this.mailbox = mapped(aligned((long) Integer.BYTES + plan.messageBytes(), LINES), "a message");
        this.control =
                mapped(aligned(LINES + (long) plan.ranks() * (LINES + 2L * mailbox), PAGE), "the ranks' messages");
        this.phases = new long[plan.phases().size() + 1];
        phases[0] = control;
        for (int phase = 0; phase < plan.phases().size(); phase++) {
            mapped(bufferBytes(phase), "the gradient of phase " + phase);
            phases[phase + 1] = phases[phase] + plan.shardCount() * aligned(bufferBytes(phase), PAGE);
        }
    }

    private static long aligned(long bytes, int to) {
        return (bytes + to - 1) / to * to;
    }

    private static int mapped(long bytes, String what) {
        if (bytes > Integer.MAX_VALUE) {
            throw new ExchangeException("Cannot share memory between processes: " + what + " takes " + bytes
                    + " bytes, and a mapping has at most " + Integer.MAX_VALUE
                    + ". Let the ranks exchange over the network.");
        }
        return (int) bytes;
    }

    /** The bytes of the whole file. */
    long fileBytes() {
        return phases[phases.length - 1];
    }

    /** The bytes before the first gradient buffer. */
    int controlBytes() {
        return control;
    }

    /** Where a rank's record begins. */
    int recordAt(int rank) {
        return LINES + rank * LINES;
    }

    /**
     * Where a rank's mailbox begins: the length of a message, then its bytes.
     *
     * @param kind 0 or 1
     */
    int mailboxAt(int rank, int kind) {
        return recordAt(plan.ranks()) + (2 * rank + kind) * mailbox;
    }

    /** Where the gradient buffer of a shard begins. */
    long bufferAt(int phase, int shard) {
        return phases[phase] + shard * aligned(bufferBytes(phase), PAGE);
    }

    /** The bytes of a gradient buffer; at least one cache line. */
    long bufferBytes(int phase) {
        return Math.max(
                Arena.ALIGNMENT, GradientBuffer.bytes(plan.phases().get(phase).layout()));
    }

    /** A checksum of everything that ranks must agree on. */
    int checksum() {
        CRC32C sum = new CRC32C();
        add(sum, plan.messageBytes());
        plan.shards().forEach(range -> add(sum, range.from(), range.to()));
        for (ExchangePlan.PhaseSlices phase : plan.phases()) {
            for (WeightLayout.Slice slice : phase.layout().slices()) {
                add(sum, slice.from(), slice.to());
            }
            phase.slices().forEach(range -> add(sum, range.from(), range.to()));
        }
        return (int) sum.getValue();
    }

    private static void add(CRC32C sum, int... numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES * (1 + numbers.length)).putInt(numbers.length);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        sum.update(bytes.array());
    }
}
