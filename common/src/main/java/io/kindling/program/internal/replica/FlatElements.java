package io.kindling.program.internal.replica;

/** Float32 elements of a flat array, addressed by their index there. Threads may concurrently access disjoint ranges. */
public interface FlatElements {
    /** Copies elements {@code first} (inclusive) to {@code end} (exclusive) into an array, from index {@code at} on. */
    void read(int first, int end, float[] into, int at);

    /** Writes elements {@code first} (inclusive) to {@code end} (exclusive) from an array, from index {@code at} on. */
    void write(int first, int end, float[] values, int at);
}
