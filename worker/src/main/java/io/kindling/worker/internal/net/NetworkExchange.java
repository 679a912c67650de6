package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.SpinWait;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.FlatElements;
import io.kindling.program.internal.replica.GradientBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An exchange over the network. A rank sends each other rank the gradients in that rank's slice, added over nodes of the
 * canonical sum's tree, and its slice of the new weights to all; the endpoint's threads read what arrives into its place.
 */
public final class NetworkExchange implements Exchange, SpinWait.Condition {
    /** A parked rank is woken by what arrives; but it looks whether its wait is ended, too. */
    private static final long MAX_PARK_NANOS = 2_000_000;

    private static final byte[] NO_MESSAGE = {};

    private final long session;
    private final int rank;
    private final ExchangePlan plan;
    private final Duration connectTimeout;
    private final Runnable whenClosed;
    private final long created = System.nanoTime();

    private final List<PhaseMemory> phases = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();

    private final SpinWait spinning;
    private BooleanSupplier ended = () -> false;
    private volatile long published;
    private long awaited;
    private final byte[][] ownMessages = {NO_MESSAGE, NO_MESSAGE};
    private int phase;
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;

    /**
     * @param neighbours how many ranks of the session are on this machine, this one included
     * @param connectTimeout how long other ranks may take to connect
     * @param whenClosed called by {@link #close}
     */
    NetworkExchange(
            long session, int rank, ExchangePlan plan, int neighbours, Duration connectTimeout, Runnable whenClosed) {
        this.session = session;
        this.rank = rank;
        this.plan = plan;
        // Each rank needs two cores to spin: its sockets have a thread of their own, which it waits for.
        this.spinning = SpinWait.ofThread(2 * neighbours);
        this.connectTimeout = connectTimeout;
        this.whenClosed = whenClosed;
        for (int p = 0; p < plan.phases().size(); p++) {
            phases.add(new PhaseMemory(session, rank, plan, p));
        }
        // From the next rank on, so that not all send to the same rank at once.
        for (int i = 1; i < plan.ranks(); i++) {
            int other = (rank + i) % plan.ranks();
            peers.add(new Peer(
                    other,
                    new IncomingExchanges(
                            session,
                            other,
                            plan.messageBytes(),
                            phases.stream().map(memory -> memory.places(other)).toList(),
                            () -> published,
                            this::wake)));
        }
    }

    long session() {
        return session;
    }

    int rank() {
        return rank;
    }

    /** The length of the longest frame. */
    int maxFrameBytes() {
        return ExchangeHeader.BYTES + plan.messageBytes() + OutgoingFrames.DATA_BYTES;
    }

    /** The other ranks. */
    List<Peer> peers() {
        return peers;
    }

    @Nullable
    Peer peer(int other) {
        return peers.stream().filter(peer -> peer.rank() == other).findFirst().orElse(null);
    }

    /** The connection with a rank is lost, or there will be none. */
    void lost(Peer peer, ExchangeException cause) {
        peer.lose(cause);
        wake();
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public List<GradientBuffer> gradients(int phaseIndex) {
        return phases.get(phaseIndex).gradients();
    }

    @Override
    public List<PartialGradient> partials(int phaseIndex) {
        return phases.get(phaseIndex).partials();
    }

    @Override
    public List<FlatElements> outgoing(int phaseIndex) {
        return List.of(phases.get(phaseIndex).outgoing());
    }

    @Override
    public FlatBuffer incoming(int phaseIndex) {
        return phases.get(phaseIndex).incoming();
    }

    @Override
    public void scatter(int phaseIndex, byte[] message) {
        phase = phaseIndex;
        long number = begin(0, message);
        for (Peer peer : peers) {
            phases.get(phase).scatter(peer, number, message);
        }
    }

    @Override
    public void agree(byte[] message) {
        sendAll(phases.get(phase).agreement(), begin(1, message), message);
    }

    @Override
    public void gather(int phaseIndex) {
        sendAll(phases.get(phaseIndex).slice(), begin(2, NO_MESSAGE), NO_MESSAGE);
    }

    /** Counts an exchange, so that other ranks may be ahead, and returns its number. */
    private long begin(int kind, byte[] message) {
        long number = published;
        if (number % IncomingExchanges.KINDS != kind || number != awaited) {
            throw new IllegalStateException("Cannot publish exchange " + number + ": it is another one's turn.");
        }
        if (message.length > plan.messageBytes()) {
            throw new IllegalArgumentException(
                    "Invalid message: " + message.length + " bytes (at most " + plan.messageBytes() + ").");
        }
        ownMessages[(int) (number % 2)] = message;
        published = number + 1;
        return number;
    }

    private void sendAll(OutgoingFrames frames, long number, byte[] message) {
        for (int frame = 0; frame < frames.count(); frame++) {
            for (Peer peer : peers) {
                peer.send(frames.frame(frame, number, message));
            }
        }
    }

    @Override
    public boolean await(BooleanSupplier condition) {
        ended = condition;
        if (!spinning.spin(this, published, System.nanoTime()) && !sleep()) {
            return false;
        }
        requireSamePhase();
        awaited = published;
        return true;
    }

    /** @return whether the ranks have arrived; false if the wait was ended */
    private boolean sleep() {
        waiting = Thread.currentThread();
        try {
            while (!isReached(published)) {
                requirePresent();
                if (ended.getAsBoolean()) {
                    return false;
                }
                LockSupport.parkNanos(this, MAX_PARK_NANOS);
            }
            return true;
        } finally {
            waiting = null;
        }
    }

    @Override
    public boolean isReached(long generation) {
        for (Peer peer : peers) {
            if (peer.incoming().received() < generation) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isBroken() {
        return closed || ended.getAsBoolean();
    }

    /** A rank that has published everything may be gone. */
    private void requirePresent() {
        if (closed) {
            throw new ExchangeException("The exchange of session " + session + " is closed.");
        }
        for (Peer peer : peers) {
            peer.requirePublished(published);
            if (!peer.isConnected() && System.nanoTime() - created > connectTimeout.toNanos()) {
                throw new ExchangeException("Rank " + peer.rank() + " did not connect within "
                        + connectTimeout.toSeconds() + " s. Can executors connect to each other (ports, firewall)?");
            }
        }
    }

    private void requireSamePhase() {
        for (Peer peer : peers) {
            int other = peer.incoming().phase(published - 1);
            if (other != phase) {
                throw new ExchangeException("Rank " + peer.rank() + " computes phase " + other + ", and rank " + rank
                        + " phase " + phase + ".");
            }
        }
    }

    @Override
    public long published(int other) {
        Peer peer = peer(other);
        return peer == null ? published : peer.incoming().received();
    }

    @Override
    public byte[] message(int other) {
        if (awaited == 0) {
            return NO_MESSAGE;
        }
        Peer peer = peer(other);
        return peer == null
                ? ownMessages[(int) ((awaited - 1) % 2)]
                : peer.incoming().message(awaited - 1);
    }

    @Override
    public void close() {
        closed = true;
        peers.forEach(Peer::close);
        whenClosed.run();
        wake();
    }
}
