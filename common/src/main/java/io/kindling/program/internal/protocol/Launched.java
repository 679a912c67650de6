package io.kindling.program.internal.protocol;

/** Whether there are tasks whose members join. */
enum Launched {
    NO,
    YES,
    /** All of their members are told to leave, and they have not ended yet. */
    RELEASED
}
