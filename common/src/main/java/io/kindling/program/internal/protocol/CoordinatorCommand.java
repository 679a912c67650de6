package io.kindling.program.internal.protocol;

/** What the driver has to do for {@link Coordinator}. */
public sealed interface CoordinatorCommand {
    /** Start tasks, whose members join then. {@link Coordinator#launchEnded} reports that all of them have ended. */
    record Launch() implements CoordinatorCommand {}

    /**
     * Send a message to a member. With a {@link ToRank.Run} that loads goes the state of its first step; with a {@link
     * ToRank.Evaluate} go the weights.
     */
    record Send(String member, ToRank message) implements CoordinatorCommand {}

    /**
     * Keep what came with a message: it belongs to the current round. Without this command it is to be dropped.
     *
     * @param message the message that was just received
     */
    record Accept(String member, ToDriver message) implements CoordinatorCommand {}

    /**
     * All ranks have completed a round: hand over the state that they sent.
     *
     * @param step the step after the round's last; it may be before steps that were accepted, if an earlier attempt of the round
     *     came further before it lost a rank
     * @param isLast whether the work is done
     */
    record RoundComplete(long round, long step, boolean isLast) implements CoordinatorCommand {}

    /** The work was stopped, and no round is being computed any more: steps behind the last complete round are void. */
    record WorkStopped() implements CoordinatorCommand {}

    /** All ranks have sent the results of their parts. */
    record EvaluationComplete(long round) implements CoordinatorCommand {}

    /**
     * The work has failed. What the member sent with its failure, if it did, says why. If a step failed, rank 0 may have had no
     * time to send results of steps before it: a run that ends there has them.
     *
     * @param member the one that failed last; empty if none did
     */
    record WorkFailed(String member) implements CoordinatorCommand {}

    /** Tell the user. */
    record Note(String text) implements CoordinatorCommand {}
}
