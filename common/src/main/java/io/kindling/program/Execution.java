package io.kindling.program;

/** How a replica computes. Weights agree to float32's rounding between these, to the bit within one. */
public enum Execution {
    /** Each phase traced once for each size of batch, then run as a plan. */
    COMPILED,
    /** Operation by operation, as the program's code asks for them. */
    EAGER,
    /** Both ways; an error where they differ. Results are the compiled ones. */
    CHECKED
}
