package io.kindling.program;

import io.kindling.MicroBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The gradients of the guide's classifier, summed over shards. */
public class CanonicalSumBench extends MicroBenchmark {
    private static final int WEIGHTS = 55_050;

    @Param({"2", "4", "7"})
    public int shards;

    private final float[] sum = new float[WEIGHTS];
    private float[][] shares = {};
    private float[][] scratch = {};

    @Setup
    public void fill() {
        shares = new float[shards][WEIGHTS];
        for (int shard = 0; shard < shards; shard++) {
            for (int i = 0; i < WEIGHTS; i++) {
                shares[shard][i] = (float) Math.sin(i * (shard + 1));
            }
        }
        scratch = CanonicalSum.scratch(shards, WEIGHTS);
    }

    @Benchmark
    public float[] sum() {
        CanonicalSum.into(sum, shares, 0, WEIGHTS, scratch);
        return sum;
    }
}
