package io.kindling.program;

/** How a replica computes. The modes give the same weights up to float32 rounding; one mode always gives the same bits. */
public enum Execution {
    /** Traces each phase once for each batch size, then runs it as a plan. */
    COMPILED,
    /** Computes operation by operation, as the program's code calls them. */
    EAGER,
    /** Computes both ways and throws if they differ. The results are the compiled ones. */
    CHECKED
}
