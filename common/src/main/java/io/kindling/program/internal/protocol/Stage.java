package io.kindling.program.internal.protocol;

/** What the members of a training do. */
enum Stage {
    /** No session: members are awaited. */
    GATHERING,
    /** The ranks prepare a session. */
    FORMING,
    /** The ranks of the session have nothing to do. */
    READY,
    /** The ranks compute. */
    WORKING
}
