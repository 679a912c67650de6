package io.kindling.bench;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.CapturedRun;
import io.kindling.tensor.internal.ops.MatMul;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Benchmarks products of small matrices: those of the guide's classifier on a shard of 32 rows. */
public class MatMulBench extends MicroBenchmark {
    @Param({"32x784x64", "32x64x64", "32x64x10"})
    public String sizes = "";

    private CapturedRun product;
    private CapturedRun gradient;

    @Setup
    public void prepare() {
        String[] each = sizes.split("x");
        int rows = Integer.parseInt(each[0]);
        int inner = Integer.parseInt(each[1]);
        int columns = Integer.parseInt(each[2]);
        Tensor x = CapturedRun.varied(rows, inner);
        Tensor weights = CapturedRun.varied(inner, columns);
        product = CapturedRun.of(in -> MatMul.multiply(in.get(0), in.get(1), false, false), x, weights);
        gradient = CapturedRun.of(
                in -> MatMul.multiply(in.get(0), in.get(1), true, false), x, CapturedRun.varied(rows, columns));
    }

    @Benchmark
    public Object product() {
        return product.run();
    }

    @Benchmark
    public Object gradientOfWeights() {
        return gradient.run();
    }
}
