package io.kindling.program.internal.protocol;

import io.kindling.program.internal.collective.ShardAssignment;
import java.util.List;

/** What the driver tells a member. Messages of a session that is over are ignored. */
public sealed interface ToRank {
    /**
     * How the ranks of a session reach each other.
     *
     * @param kind memory that they share, or the network
     * @param place the file that rank 0 created; empty for rank 0, and for the network
     */
    record Transport(Kind kind, String place) {
        /** What carries the data. */
        public enum Kind {
            MAPPED,
            NETWORK
        }
    }

    /**
     * Join a session.
     *
     * @param rank the receiver's rank
     * @param ranks the shards of each member of the session, in the order of ranks
     */
    record Form(long session, int rank, List<ShardAssignment.Range> ranks, Transport transport) implements ToRank {
        public Form {
            ranks = List.copyOf(ranks);
        }
    }

    /**
     * Compute steps.
     *
     * @param step the first
     * @param end the one after the last, at most
     * @param loads whether the state comes with this message; otherwise the ranks have it
     */
    record Run(long session, long round, long step, long end, boolean loads) implements ToRank {}

    /** Evaluate the weights that come with this message. */
    record Evaluate(long session, long round) implements ToRank {}

    /** End a round after the current step. */
    record Stop(long session, long round) implements ToRank {}

    /** Leave a session at once: it has lost a rank. */
    record End(long session) implements ToRank {}

    /** There is nothing more to do: end the task. */
    record Leave() implements ToRank {}
}
