package io.kindling.program;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The participants that compute a program's shards together in one JVM: each a thread with a replica of its own and a contiguous
 * range of the shards. The first leads: what it begins, all do. They stay together over many steps.
 */
final class Crew {
    /** How long a participant waits for another: longer than any phase should take. */
    static final Duration LIMIT = Duration.ofMinutes(10);

    /** What all participants do, each its part. */
    interface Work {
        /** @param participant counts from 0 */
        void run(int participant, ShardComputation replica, Meeting meeting);
    }

    private final int size;
    private final Meeting meeting;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable Work work;

    /**
     * @param size how many participants, at least 1
     * @param shards how many shards they share
     * @param limit how long one waits for another
     */
    Crew(int size, int shards, Duration limit) {
        this.size = size;
        this.meeting = new Meeting(size, limit, participant -> name(participant, size, shards));
    }

    private static String name(int participant, int size, int shards) {
        int from = from(participant, size, shards);
        int last = from(participant + 1, size, shards) - 1;
        return "participant " + participant + " (" + (from == last ? "shard " + from : "shards " + from + " to " + last)
                + ")";
    }

    /** The first of the parts that a participant does, of so many; the next participant's first ends its range. */
    static int from(int participant, int size, int parts) {
        return Math.toIntExact((long) participant * parts / size);
    }

    int size() {
        return size;
    }

    /**
     * Does work with all others, as the first participant.
     *
     * @throws IllegalStateException if somebody does not come in time, or this thread is interrupted meanwhile; the crew is
     *     of no use then
     */
    void lead(Work next, ShardComputation replica) {
        work = next;
        try {
            meeting.await(0);
            next.run(0, replica, meeting);
        } catch (Meeting.Parted parted) {
            Throwable cause = failure.get();
            throw new IllegalStateException(
                    cause == null
                            ? "Cannot continue: the training was closed."
                            : "Cannot continue: a participant failed: " + cause,
                    cause);
        } catch (RuntimeException | Error broken) {
            dismiss();
            throw broken;
        }
    }

    /** Does what the first participant begins, until the crew is dismissed. */
    void follow(int participant, ShardComputation replica) {
        try {
            while (true) {
                meeting.awaitOrders(participant);
                if (work != null) {
                    work.run(participant, replica, meeting);
                }
            }
        } catch (Meeting.Parted done) {
            // Dismissed.
        } catch (RuntimeException | Error broken) {
            fail(broken);
        }
    }

    /** Ends it because of what a participant could not do. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        dismiss();
    }

    /** Why it ended; null if it did not, or was dismissed. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** Ends it, at the participants' next meeting. */
    void dismiss() {
        meeting.part();
    }

    /** Whether it has ended, or will at the participants' next meeting. */
    boolean isDismissed() {
        return meeting.isOver();
    }
}
