package io.kindling.nn;

/** The mode of a call: layers such as dropout and batch normalization behave differently in training. */
public enum Mode {
    TRAINING,
    INFERENCE
}
