package io.kindling.driver.internal.bench;

import io.kindling.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A kernel to measure.
 *
 * @param name what it computes, and the sizes
 * @param operations multiplications and additions of one run
 * @param run runs the kernel
 * @param naive computes the same by its definition
 */
record Kernel(String name, double operations, Supplier<Tensor> run, Supplier<double[]> naive) {
    /** Returns a number that depends on the value and position of every element. */
    static double checksum(double[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * (1 + i % 7) / values.length;
        }
        return sum;
    }
}
