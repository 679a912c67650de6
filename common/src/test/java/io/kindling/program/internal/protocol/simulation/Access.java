package io.kindling.program.internal.protocol.simulation;

/**
 * Who wrote a piece of memory last, and who has read it since. A rank may read what another wrote only after it has seen that
 * one publish it, and overwrite what another wrote or read only after it has seen a later publication of that one.
 */
final class Access {
    private int writer = -1;
    private long written;
    private final long[] read;

    Access(int ranks) {
        read = new long[ranks];
    }

    /** @param seen the publications of each rank that the reader has seen; all of its own */
    void read(int rank, long[] seen, String what) {
        if (writer < 0) {
            throw new AssertionError("Rank " + rank + " reads " + what + ", which nobody wrote.");
        }
        if (writer != rank && seen[writer] < written) {
            throw new AssertionError(
                    "Rank " + rank + " reads " + what + ", which rank " + writer + " may still write.");
        }
        read[rank] = seen[rank] + 1;
    }

    /** @param seen the publications of each rank that the writer has seen; all of its own */
    void write(int rank, long[] seen, String what) {
        if (writer >= 0 && writer != rank && seen[writer] < written) {
            throw new AssertionError(
                    "Rank " + rank + " writes " + what + ", which rank " + writer + " may still write.");
        }
        for (int other = 0; other < read.length; other++) {
            if (other != rank && seen[other] < read[other]) {
                throw new AssertionError(
                        "Rank " + rank + " writes " + what + ", which rank " + other + " may still read.");
            }
        }
        writer = rank;
        written = seen[rank] + 1;
    }
}
