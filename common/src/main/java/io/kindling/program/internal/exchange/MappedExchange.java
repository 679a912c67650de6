package io.kindling.program.internal.exchange;

import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.FlatElements;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.tensor.Arena;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An exchange between ranks of one machine, whose processes map the same file. A rank's gradient is added where its plan wrote
 * it: nothing is copied.
 *
 * <p>Each rank counts the exchanges that it has published. It increments its counter with release semantics after it has written
 * what it publishes, and reads the others' counters with acquire semantics before it reads what they have published. Memory is
 * unmapped when neither the exchange nor any of its buffers is reachable.
 */
public final class MappedExchange implements Exchange, SpinWait.Condition {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** A thread of another process cannot be woken, so a waiting rank sleeps briefly, and longer the longer it has waited. */
    private static final long SHORTEST_SLEEP_NANOS = 20_000;

    private static final long LONGEST_SLEEP_NANOS = 1_000_000;
    private static final int SLEEPS_PER_WAIT = 8;

    private static final long PROCESS_CHECK_NANOS = 200_000_000;

    private static final int SCATTER = 0;
    private static final int AGREE = 1;
    private static final int GATHER = 2;

    private final ExchangePlan plan;
    private final int rank;
    private final boolean creator;
    private final MappedFile file;
    private final MappedLayout layout;
    private final MappedByteBuffer control;
    /** For each phase, the buffer of each shard. */
    private final List<List<GradientBuffer>> buffers;

    private final List<List<PartialGradient>> partials;
    private final SpinWait spinning;
    private long published;
    private int kind = GATHER;
    private BooleanSupplier ended = () -> false;
    private boolean unlinked;
    private volatile boolean closed;

    private MappedExchange(ExchangePlan plan, int rank, boolean creator, MappedFile file, MappedLayout layout) {
        this.plan = plan;
        this.rank = rank;
        this.creator = creator;
        this.file = file;
        this.layout = layout;
        this.spinning = SpinWait.ofProcess(plan.ranks());
        try (FileChannel channel = MappedFile.open(file.path(), layout)) {
            this.control = MappedFile.map(channel, 0, layout.controlBytes());
            this.buffers = buffers(plan, channel, layout);
        } catch (IOException e) {
            throw new ExchangeException(
                    "Cannot map " + file.path() + ", which executors of one machine share: " + e
                            + ". Allow the process more address space or mappings, or let the ranks exchange over the"
                            + " network.",
                    e);
        }
        this.partials = buffers.stream().map(PartialGradient::ofShards).toList();
        RankProcess process = RankProcess.current();
        control.putLong(layout.recordAt(rank) + MappedLayout.NAMESPACE, process.namespace());
        LONG.setRelease(control, layout.recordAt(rank) + MappedLayout.PID, process.pid());
    }

    private static List<List<GradientBuffer>> buffers(ExchangePlan plan, FileChannel channel, MappedLayout layout)
            throws IOException {
        List<List<GradientBuffer>> phases = new ArrayList<>();
        for (int phase = 0; phase < plan.phases().size(); phase++) {
            List<GradientBuffer> shards = new ArrayList<>();
            for (int shard = 0; shard < plan.shardCount(); shard++) {
                shards.add(new GradientBuffer(
                        plan.phases().get(phase).layout(),
                        new Arena(MappedFile.map(channel, layout.bufferAt(phase, shard), layout.bufferBytes(phase)))));
            }
            phases.add(List.copyOf(shards));
        }
        return List.copyOf(phases);
    }

    /** The folders for {@link #create}: memory, then another for the case that this is missing or too small. */
    public static List<Path> folders(Path fallback) {
        return List.of(SHARED_MEMORY, fallback);
    }

    /**
     * Creates the file, and joins the exchange. The file is deleted once all ranks have published their first exchange.
     *
     * @param folders where the file may be; the first that has enough space is used
     * @throws ExchangeException if none has
     */
    public static MappedExchange create(List<Path> folders, ExchangePlan plan, int rank) {
        MappedLayout layout = new MappedLayout(plan);
        MappedFile created = MappedFile.create(folders, layout);
        try {
            return new MappedExchange(plan, rank, true, created, layout);
        } catch (ExchangeException e) {
            created.unlink();
            throw e;
        }
    }

    /**
     * Joins an exchange that another rank of this machine has created.
     *
     * @param path its {@link #file}
     * @throws ExchangeException if the file is missing, or no process of this user has created it for the same plan
     */
    public static MappedExchange open(Path path, ExchangePlan plan, int rank) {
        return new MappedExchange(plan, rank, false, new MappedFile(path, Optional.empty()), new MappedLayout(plan));
    }

    /** The file that the other ranks must {@link #open}. */
    public Path file() {
        return file.path();
    }

    /** Why the exchange is slower than it could be, for the user; empty if it is not. */
    public Optional<String> note() {
        return file.note();
    }

    /** Deletes the file. Ranks that have mapped it still share its memory. */
    public void unlink() {
        if (!unlinked) {
            unlinked = true;
            file.unlink();
        }
    }

    @Override
    public List<GradientBuffer> gradients(int phase) {
        Range own = plan.shards().get(rank);
        return buffers.get(phase).subList(own.from(), own.to());
    }

    @Override
    public List<PartialGradient> partials(int phase) {
        return partials.get(phase);
    }

    /** The buffers of the other ranks' first shards: their gradients are not needed any more. */
    @Override
    public List<FlatElements> outgoing(int phase) {
        List<FlatElements> others = new ArrayList<>();
        for (int other = 0; other < plan.ranks(); other++) {
            if (other != rank) {
                others.add(firstBuffer(phase, other));
            }
        }
        return others;
    }

    @Override
    public FlatBuffer incoming(int phase) {
        return firstBuffer(phase, rank);
    }

    private FlatBuffer firstBuffer(int phase, int which) {
        return buffers.get(phase).get(plan.shards().get(which).from()).all();
    }

    @Override
    public void scatter(int phase, byte[] message) {
        write(SCATTER, message);
        publish(SCATTER);
    }

    @Override
    public void agree(byte[] message) {
        write(AGREE, message);
        publish(AGREE);
    }

    @Override
    public void gather(int phase) {
        publish(GATHER);
    }

    private void write(int mailbox, byte[] message) {
        if (message.length > plan.messageBytes()) {
            throw new ExchangeException("Cannot send a message of " + message.length
                    + " bytes to the other ranks: the plan" + " of the exchange allows " + plan.messageBytes() + ".");
        }
        int at = layout.mailboxAt(rank, mailbox);
        control.putInt(at, message.length);
        control.put(at + Integer.BYTES, message);
    }

    private void publish(int exchange) {
        requireOpen();
        kind = exchange;
        published++;
        LONG.setRelease(control, layout.recordAt(rank) + MappedLayout.PUBLISHED, published);
    }

    @Override
    public boolean await(BooleanSupplier condition) {
        ended = condition;
        if (!isReached(published)) {
            long start = System.nanoTime();
            if (!spinning.spin(this, published, start) && !sleep(start)) {
                return false;
            }
        }
        for (int other = 0; other < plan.ranks(); other++) {
            // Invariant: a rank publishes its next exchange only after all have published this one.
            if (published(other) > published + 1) {
                throw new ExchangeException("Cannot continue: " + name(other) + " has published " + published(other)
                        + " exchanges while " + name(rank) + " has published " + published
                        + ": the memory that they share"
                        + " is corrupt.");
            }
        }
        if (creator) {
            unlink();
        }
        return true;
    }

    /** @return whether the ranks have arrived; false if the wait was ended */
    private boolean sleep(long start) {
        boolean interrupted = false;
        long checked = start;
        try {
            while (!isReached(published)) {
                requireOpen();
                if (ended.getAsBoolean()) {
                    return false;
                }
                interrupted |= Thread.interrupted();
                long now = System.nanoTime();
                requirePresent(now - checked > PROCESS_CHECK_NANOS);
                checked = now - checked > PROCESS_CHECK_NANOS ? now : checked;
                long pause = (now - start) / SLEEPS_PER_WAIT;
                LockSupport.parkNanos(this, Math.min(LONGEST_SLEEP_NANOS, Math.max(SHORTEST_SLEEP_NANOS, pause)));
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Throws if a rank that this one waits for has left, or if its process has ended. */
    private void requirePresent(boolean checksProcesses) {
        for (int other = 0; other < plan.ranks(); other++) {
            if (published(other) < published) {
                String reason = absence(other, checksProcesses);
                // It may have published and left meanwhile.
                if (reason != null && published(other) < published) {
                    throw new ExchangeException("Cannot continue: " + name(other) + " " + reason + ".");
                }
            }
        }
    }

    private @Nullable String absence(int other, boolean checksProcesses) {
        int record = layout.recordAt(other);
        if ((long) LONG.getAcquire(control, record + MappedLayout.LEFT) != 0) {
            return "has left the exchange";
        }
        long pid = (long) LONG.getAcquire(control, record + MappedLayout.PID);
        boolean gone = checksProcesses
                && pid != 0
                && new RankProcess(control.getLong(record + MappedLayout.NAMESPACE), pid).isGone();
        return gone ? "is gone: process " + pid + " has ended" : null;
    }

    private String name(int which) {
        Range shards = plan.shards().get(which);
        return "rank " + which + " (shards " + shards.from() + " to " + (shards.to() - 1) + ")";
    }

    private void requireOpen() {
        if (closed) {
            throw new ExchangeException("Cannot continue: the exchange was closed.");
        }
    }

    @Override
    public boolean isReached(long generation) {
        for (int other = 0; other < plan.ranks(); other++) {
            if (published(other) < generation) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isBroken() {
        return closed || ended.getAsBoolean();
    }

    @Override
    public long published(int which) {
        return (long) LONG.getAcquire(control, layout.recordAt(which) + MappedLayout.PUBLISHED);
    }

    @Override
    public byte[] message(int which) {
        if (kind == GATHER) {
            return new byte[0];
        }
        int at = layout.mailboxAt(which, kind);
        int length = control.getInt(at);
        if (length < 0 || length > plan.messageBytes()) {
            throw new ExchangeException("Cannot read the message of " + name(which) + ": its length is " + length
                    + ", but the plan of the exchange allows " + plan.messageBytes() + ".");
        }
        byte[] message = new byte[length];
        control.get(at + Integer.BYTES, message);
        return message;
    }

    /** Tells the other ranks that this one has left. Ends a wait of this rank with an exception. */
    @Override
    public void close() {
        closed = true;
        LONG.setRelease(control, layout.recordAt(rank) + MappedLayout.LEFT, 1L);
        if (creator) {
            file.unlink();
        }
    }
}
