package io.kindling.program.internal.protocol.simulation;

/** A fault that the simulated runtime has on purpose: the simulation must find each of them. */
enum Mutation {
    /** None: the simulation must find nothing. */
    NONE,
    /** A rank adds gradients before all ranks have published theirs. */
    SKIPS_WAIT_AFTER_SCATTER,
    /** A rank overwrites gradients with weights before all ranks have added them. */
    SKIPS_WAIT_AFTER_AGREE,
    /** A rank takes over weights before all ranks have published theirs. */
    SKIPS_WAIT_AFTER_GATHER,
    /** A message overwrites the one before. */
    ONE_MESSAGE_BUFFER,
    /** A rank takes what ranks of an earlier session published for publications of its own session. */
    EXCHANGE_IGNORES_SESSION,
    /** The driver takes messages of an earlier session for messages of the current one. */
    DRIVER_IGNORES_SESSION,
    /** The driver keeps what comes with any message, whether it is to be accepted or not. */
    DRIVER_ACCEPTS_ALL,
    /** A rank computes with the state that it has, not with the one that was sent. */
    RANK_KEEPS_OLD_STATE,
    /** The driver sends weights without slots. */
    DRIVER_LOSES_SLOTS,
    /** The slots that the other ranks updated are not handed over. */
    DRIVER_TAKES_SLOTS_OF_RANK_0,
    /** The gradients are added up in the order of shards. */
    SUM_IN_OTHER_ORDER,
    /** Each rank ends a round when it wants to, not when rank 0 said so. */
    RANK_DECIDES_END,
    /** Steps that are computed again are handed out again. */
    LOOP_TAKES_STEPS_AGAIN,
    /** The state at a round's end is taken for the loop's, though the loop has not taken all of its steps. */
    LOOP_TAKES_STATE_AHEAD,
    /** Members that are to leave stay. */
    MEMBER_IGNORES_LEAVE,
    /** The driver does not notice that members are gone. */
    DRIVER_MISSES_LOSS,
    /** Nobody tells the driver that time passes. */
    DRIVER_WITHOUT_TICKS
}
