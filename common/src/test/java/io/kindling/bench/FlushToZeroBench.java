package io.kindling.bench;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.MatMul;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Benchmarks a product with a matrix of subnormal numbers and one with normal numbers: they take the same time if
 * subnormal numbers are flushed to zero.
 */
public class FlushToZeroBench extends MicroBenchmark {
    @Param({"0.5", "1e-40"})
    public double number;

    private Tensor numbers;
    private Tensor weights;

    @Setup
    public void prepare() {
        numbers = Tensor.full(DType.FLOAT32, Shape.of(256, 256), number);
        weights = Tensor.full(DType.FLOAT32, Shape.of(256, 256), 0.5);
    }

    @Benchmark
    public Object product() {
        return MatMul.multiply(numbers, weights, false, false);
    }
}
