package io.kindling.nn.optimizer;

/** One weight with all that its update touches: the range {@code from} to {@code to} of each array. */
record Piece(String name, float[] weights, float[] gradients, float[][] slots, int from, int to) {}
