package io.kindling.program.internal.protocol;

/**
 * What a rank is doing, for messages to the user.
 *
 * @param what the phase and the step; empty if it has none
 * @param isWaiting whether it waits for other ranks or for the driver
 * @param isEnd whether this is what it did when its session was ended, which nobody asked for
 */
public record Whereabouts(String what, boolean isWaiting, boolean isEnd) {
    /** Asks a rank for it. The answer comes even if the rank's thread hangs, but not if its process does. */
    public record Question() {}
}
