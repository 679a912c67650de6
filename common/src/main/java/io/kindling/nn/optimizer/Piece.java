package io.kindling.nn.optimizer;

/** One weight with all that its update touches: the range {@code from} to {@code to} of each array. */
record Piece(String name, float[] weights, float[] gradients, float[][] slots, int from, int to) {
    double sumOfSquares() {
        return FlatNorm.sumOfSquares(gradients, from, to);
    }

    /** Multiplies the gradient. */
    void scale(float factor) {
        for (int i = from; i < to; i++) {
            gradients[i] *= factor;
        }
    }

    /** Limits each element of the gradient to between {@code -limit} and {@code limit}. */
    void clip(float limit) {
        for (int i = from; i < to; i++) {
            gradients[i] = Math.max(-limit, Math.min(limit, gradients[i]));
        }
    }

    /** Takes a fraction of themselves from the weights: {@code w -= w * weightDecay * learningRate}. */
    void decay(float weightDecay, float learningRate) {
        for (int i = from; i < to; i++) {
            weights[i] -= weights[i] * weightDecay * learningRate;
        }
    }
}
