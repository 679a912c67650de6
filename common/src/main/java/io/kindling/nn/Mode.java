package io.kindling.nn;

/** Why a model is called: dropout and batch normalization behave differently while training. */
public enum Mode {
    TRAINING,
    INFERENCE
}
