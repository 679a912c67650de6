package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reads the exchanges that one rank publishes, straight into their places. A rank is at most one exchange ahead of this one: it
 * has then read what this rank published before, so that nothing is overwritten that is still read. Anything else is refused.
 */
final class IncomingExchanges implements MessageReceiver {
    /** Each phase has a scatter, an agree and a gather. */
    static final int KINDS = 3;

    private static final byte[] NO_MESSAGE = {};

    /**
     * Where a phase's data goes.
     *
     * @param gradients the sums of its shards' gradients, in the receiver's slice
     * @param weights the sender's slice of the new weights
     */
    record Places(ByteSpan gradients, ByteSpan weights) {
        ByteSpan of(long number) {
            return switch ((int) (number % KINDS)) {
                case 0 -> gradients;
                case 1 -> ByteSpan.EMPTY;
                default -> weights;
            };
        }
    }

    private final long session;
    private final int from;
    private final int maxMessageBytes;
    private final List<Places> phases;
    private final LongSupplier published;
    private final Runnable arrived;

    // Of the frame that is read; used only by the connection's thread.
    private final ByteBuffer header = ByteBuffer.allocate(ExchangeHeader.BYTES);
    private int remaining;
    private int messageRemaining;

    // Of the exchange that is read; used only by the connection's thread.
    private boolean begun;
    private ByteSpan place = ByteSpan.EMPTY;
    private long offset;

    /** The messages of the last two exchanges, and their phases: the sender may be one ahead. */
    private final byte[][] messages = {NO_MESSAGE, NO_MESSAGE};

    private final int[] phaseOf = new int[2];
    private volatile long received;

    /**
     * @param from the rank whose exchanges these are
     * @param phases where each phase's data goes
     * @param published how many exchanges the reading rank has published
     * @param arrived called when an exchange is complete
     */
    IncomingExchanges(
            long session,
            int from,
            int maxMessageBytes,
            List<Places> phases,
            LongSupplier published,
            Runnable arrived) {
        this.session = session;
        this.from = from;
        this.maxMessageBytes = maxMessageBytes;
        this.phases = List.copyOf(phases);
        this.published = published;
        this.arrived = arrived;
    }

    /** How many exchanges are complete. */
    long received() {
        return received;
    }

    /** The message of one of the last two exchanges. */
    byte[] message(long number) {
        return messages[(int) (number % 2)];
    }

    /** The phase of one of the last two exchanges. */
    int phase(long number) {
        return phaseOf[(int) (number % 2)];
    }

    @Override
    public void begin(int length) {
        if (length < ExchangeHeader.BYTES) {
            throw invalid("a frame of " + length + " bytes");
        }
        header.clear();
        remaining = length - ExchangeHeader.BYTES;
    }

    @Override
    public void part(ByteBuffer bytes) {
        if (header.hasRemaining()) {
            int count = Math.min(header.remaining(), bytes.remaining());
            header.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            if (header.hasRemaining()) {
                return;
            }
            open(ExchangeHeader.read(header.flip()));
            header.position(header.limit());
        }
        if (messageRemaining > 0) {
            int count = Math.min(messageRemaining, bytes.remaining());
            byte[] message = message(received);
            bytes.get(message, message.length - messageRemaining, count);
            messageRemaining -= count;
        }
        int count = bytes.remaining();
        place.write(offset, bytes);
        offset += count;
    }

    private void open(ExchangeHeader opened) {
        boolean isFirst = !begun;
        long number = received;
        int phase = opened.phase();
        if (opened.session() != session || opened.from() != from) {
            throw invalid("a frame of rank " + opened.from() + " in session " + opened.session());
        }
        if (opened.number() != number || number > published.getAsLong()) {
            throw invalid("exchange " + opened.number() + ", and not " + Math.min(number, published.getAsLong()));
        }
        boolean begins = isFirst && number % KINDS == 0;
        if (phase < 0 || phase >= phases.size() || (!begins && phase != phase(isFirst ? number - 1 : number))) {
            throw invalid("exchange " + number + " of phase " + phase);
        }
        if (opened.messageBytes() < 0 || opened.messageBytes() > (isFirst ? Math.min(remaining, maxMessageBytes) : 0)) {
            throw invalid("a message of " + opened.messageBytes() + " bytes, at most " + maxMessageBytes);
        }
        int data = remaining - opened.messageBytes();
        ByteSpan target = phases.get(phase).of(number);
        long before = isFirst ? 0 : offset;
        if (opened.offset() != before || data > target.size() - before || (data == 0 && before < target.size())) {
            throw invalid("bytes " + opened.offset() + " to " + (opened.offset() + data) + " of " + target.size()
                    + ", and not " + before + " and the following");
        }
        if (isFirst) {
            begun = true;
            offset = 0;
            place = target;
            messages[(int) (number % 2)] = opened.messageBytes() == 0 ? NO_MESSAGE : new byte[opened.messageBytes()];
            phaseOf[(int) (number % 2)] = phase;
        }
        messageRemaining = opened.messageBytes();
    }

    @Override
    public void end() {
        if (offset == place.size()) {
            begun = false;
            long number = received;
            received = number + 1;
            arrived.run();
        }
    }

    private ExchangeException invalid(String what) {
        return new ExchangeException(
                "Rank " + from + " sent what no rank of session " + session + " sends here: " + what + ".");
    }
}
