package io.kindling.driver.bench;

import io.kindling.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A kernel to be measured.
 *
 * @param name what it computes, of which sizes
 * @param operations multiplications and additions of one run
 * @param run computes it
 * @param naive computes it by its definition
 */
record Kernel(String name, double operations, Supplier<Tensor> run, Supplier<double[]> naive) {
    /** A number that depends on every element and on its place. */
    static double checksum(double[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * (1 + i % 7) / values.length;
        }
        return sum;
    }
}
