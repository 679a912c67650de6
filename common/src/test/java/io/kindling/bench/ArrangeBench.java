package io.kindling.bench;

import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.CapturedRun;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Benchmarks transposing a large matrix, images (channels last to channels first), and attention heads. */
public class ArrangeBench extends MicroBenchmark {
    private final CapturedRun matrix =
            CapturedRun.of(in -> Arrange.transpose(in.get(0), List.of(1, 0)), CapturedRun.varied(1000, 1000));
    private final CapturedRun images =
            CapturedRun.of(in -> Arrange.transpose(in.get(0), List.of(0, 3, 1, 2)), CapturedRun.varied(64, 28, 28, 16));
    private final CapturedRun heads =
            CapturedRun.of(in -> Arrange.transpose(in.get(0), List.of(0, 2, 1, 3)), CapturedRun.varied(64, 50, 8, 4));

    @Benchmark
    public Object matrix() {
        return matrix.run();
    }

    @Benchmark
    public Object channelsFirst() {
        return images.run();
    }

    @Benchmark
    public Object heads() {
        return heads.run();
    }
}
