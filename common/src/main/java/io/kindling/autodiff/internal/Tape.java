package io.kindling.autodiff.internal;

/** What the interpreter notifies while a gradient tape records. */
public interface Tape {
    /** Called after each operation. */
    void onCall(OpCall<?> call);

    /** Called when a value is read. */
    void onRead(TrackedValue value);
}
