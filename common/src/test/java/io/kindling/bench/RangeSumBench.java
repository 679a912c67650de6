package io.kindling.bench;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.reduce.RangeSum;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Measures the sum over shards of the gradients of the Keras guide's classifier. */
public class RangeSumBench extends MicroBenchmark {
    private static final int WEIGHTS = 55_050;
    /** The block size of an optimizer's update. */
    private static final int BLOCK = 4096;

    private static final WeightLayout LAYOUT =
            new WeightLayout(List.of(new WeightLayout.Slice("w", Shape.of(WEIGHTS), 0, true)), WEIGHTS);

    @Param({"2", "4", "7"})
    public int shards;

    private final float[] sum = new float[WEIGHTS];
    private final List<GradientBuffer> partials = new ArrayList<>();
    private RangeSum range = range(List.of(new GradientBuffer(LAYOUT)));

    private static RangeSum range(List<GradientBuffer> partials) {
        return new RangeSum(PartialGradient.ofShards(partials), BLOCK);
    }

    @Setup
    public void fill() {
        for (int shard = 0; shard < shards; shard++) {
            float[] partial = new float[WEIGHTS];
            for (int i = 0; i < WEIGHTS; i++) {
                partial[i] = (float) Math.sin(i * (shard + 1));
            }
            partials.add(new GradientBuffer(LAYOUT));
            partials.get(shard).of(0).write(partial, 0);
        }
        range = range(partials);
    }

    @Benchmark
    public float[] sum() {
        range.begin();
        for (int from = 0; from < WEIGHTS; from += BLOCK) {
            range.into(sum, from, Math.min(WEIGHTS, from + BLOCK));
        }
        range.end();
        return sum;
    }
}
