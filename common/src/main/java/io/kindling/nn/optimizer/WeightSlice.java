package io.kindling.nn.optimizer;

/** The arrays that the update of one weight uses, each in the range {@code from} to {@code to}. */
record WeightSlice(String name, float[] weights, float[] gradients, float[][] slots, int from, int to) {}
