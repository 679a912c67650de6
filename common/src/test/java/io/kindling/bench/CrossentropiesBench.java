package io.kindling.bench;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.ArgExtreme;
import io.kindling.tensor.internal.ops.CapturedRun;
import io.kindling.tensor.internal.ops.Crossentropies;
import io.kindling.tensor.internal.ops.Softmaxes;
import org.openjdk.jmh.annotations.Benchmark;

/** Benchmarks the kernels that a compiled plan runs on the logits of one shard of the guide's classifier. */
public class CrossentropiesBench extends MicroBenchmark {
    private static final int ROWS = 32;
    private static final int CLASSES = 10;

    private final Tensor logits = CapturedRun.varied(ROWS, CLASSES);
    private final Tensor labels = ArgExtreme.argmin(logits, 1);
    private final CapturedRun softmax = CapturedRun.of(in -> Softmaxes.softmax(in.get(0)), logits);
    private final CapturedRun losses =
            CapturedRun.of(in -> Crossentropies.sparseSoftmaxCrossentropy(in.get(0), in.get(1)), labels, logits);
    private final CapturedRun gradient = CapturedRun.of(
            in -> Crossentropies.sparseSoftmaxCrossentropyGradient(in.get(0), in.get(1), in.get(2)),
            labels,
            logits,
            CapturedRun.varied(ROWS));
    private final CapturedRun predicted = CapturedRun.of(in -> ArgExtreme.argmax(in.get(0), 1), logits);

    @Benchmark
    public Object softmax() {
        return softmax.run();
    }

    @Benchmark
    public Object losses() {
        return losses.run();
    }

    @Benchmark
    public Object gradient() {
        return gradient.run();
    }

    @Benchmark
    public Object argmax() {
        return predicted.run();
    }
}
