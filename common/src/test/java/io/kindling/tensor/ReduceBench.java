package io.kindling.tensor;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sums of the gradients of a hidden layer's units: over the rows, for the bias, and along them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReduceBench {
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
