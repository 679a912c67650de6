package io.kindling.nn.loss;

/** How the values of examples become the loss of a batch. */
public enum Reduction {
    /** Their sum divided by their count; weighted, the weighted sum divided by the count. */
    SUM_OVER_BATCH_SIZE,
    /** Their sum. */
    SUM,
    /** They stay as they are. */
    NONE
}
