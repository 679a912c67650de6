package io.kindling.bench;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.CapturedRun;
import io.kindling.tensor.internal.ops.Reduce;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Benchmarks sums of the gradients of a hidden layer's units: over the rows, as for the bias, and along the rows. */
public class ReduceBench extends MicroBenchmark {
    private final Tensor x = CapturedRun.varied(32, 64);
    private final CapturedRun overRows = CapturedRun.of(in -> Reduce.sum(in.get(0), List.of(0), false), x);
    private final CapturedRun alongRows = CapturedRun.of(in -> Reduce.sum(in.get(0), List.of(1), false), x);
    private final CapturedRun greatest = CapturedRun.of(in -> Reduce.max(in.get(0), List.of(0), false), x);

    @Benchmark
    public Object sumOverRows() {
        return overRows.run();
    }

    @Benchmark
    public Object sumAlongRows() {
        return alongRows.run();
    }

    @Benchmark
    public Object maxOverRows() {
        return greatest.run();
    }
}
