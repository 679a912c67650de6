package io.kindling.program.internal.protocol;

/** What the driver has to do for {@link Coordinator}. */
public sealed interface CoordinatorCommand {
    /** Start tasks, whose members join then. */
    record Launch() implements CoordinatorCommand {}

    /**
     * Send a message to a member. With a {@link ToRank.Run} that loads goes the state of its first step; with a {@link
     * ToRank.Evaluate} go the weights.
     */
    record Send(String member, ToRank message) implements CoordinatorCommand {}

    /**
     * All ranks have completed a round: hand over the state that they sent.
     *
     * @param step the step after the round's last
     * @param isLast whether the work is done
     */
    record RoundComplete(long round, long step, boolean isLast) implements CoordinatorCommand {}

    /** The work was stopped, and no round is being computed any more: steps behind the last complete round are void. */
    record WorkStopped() implements CoordinatorCommand {}

    /** All ranks have sent the results of their parts. */
    record EvaluationComplete(long round) implements CoordinatorCommand {}

    /**
     * The work has failed. What the member sent with its failure says why.
     *
     * @param member the one that failed last; empty if none did
     */
    record WorkFailed(String member) implements CoordinatorCommand {}

    /** Tell the user. */
    record Note(String text) implements CoordinatorCommand {}
}
