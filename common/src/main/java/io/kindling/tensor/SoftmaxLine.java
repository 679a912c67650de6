package io.kindling.tensor;

/** One line of logits with what softmax needs of it, in float64; for one thread. */
final class SoftmaxLine {
    private final float[] read;
    private final double[] values;
    private final double[] exponentials;
    private double logSum;
    private double sum;

    SoftmaxLine(int length) {
        this.read = new float[length];
        this.values = new double[length];
        this.exponentials = new double[length];
    }

    /** Reads the line that begins at an element. */
    void load(Elements x, int at) {
        if (x.dtype() == DType.FLOAT32) {
            x.read(at, read, 0, read.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = read[i];
            }
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = x.real(at + i);
            }
        }
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Math.max(max, value);
        }
        sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = values[i] - max;
            exponentials[i] = x.dtype() == DType.FLOAT32 ? Exponential.of(difference) : Math.exp(difference);
            sum += exponentials[i];
        }
        logSum = max + Math.log(sum);
    }

    int length() {
        return values.length;
    }

    double value(int i) {
        return values[i];
    }

    /** {@code log(sum(exp(values)))}. */
    double logSum() {
        return logSum;
    }

    double softmax(int i) {
        return exponentials[i] / sum;
    }
}
