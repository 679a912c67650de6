package io.kindling.program.internal.protocol;

/** What a rank tells the driver. Messages of a session that is over are ignored. */
public sealed interface ToDriver {
    long session();

    /**
     * The rank is ready for rounds.
     *
     * @param place where the other ranks find it; empty if they need not
     */
    record Formed(long session, String place) implements ToDriver {}

    /**
     * The rank cannot meet the others in the way that the session needs.
     *
     * @param reason a whole sentence
     */
    record Unfit(long session, String reason) implements ToDriver {}

    /** Rank 0 has completed a step; its result comes with the message. */
    record StepDone(long session, long round, long step) implements ToDriver {}

    /**
     * The rank has completed the steps of a round; its part of the state comes with the message.
     *
     * @param step the step after the last
     */
    record RoundDone(long session, long round, long step) implements ToDriver {}

    /** The rank has evaluated its parts; the results come with the message. */
    record Evaluated(long session, long round) implements ToDriver {}

    /**
     * The rank cannot go on. The failure comes with the message.
     *
     * @param permanent whether it would happen again
     */
    record Failed(long session, boolean permanent) implements ToDriver {}
}
