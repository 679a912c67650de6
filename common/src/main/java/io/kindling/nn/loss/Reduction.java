package io.kindling.nn.loss;

/** How the losses of examples are reduced to the loss of a batch. */
public enum Reduction {
    /** Their sum divided by their count; weighted, the weighted sum divided by the count. */
    SUM_OVER_BATCH_SIZE,
    /** Their sum. */
    SUM,
    /** Not reduced: one value per example. */
    NONE
}
