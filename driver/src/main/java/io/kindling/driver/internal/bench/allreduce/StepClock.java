package io.kindling.driver.internal.bench.allreduce;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.PhaseCall;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.List;

/**
 * Computes nothing, but writes a gradient as a plan does, and keeps a copy of the weights as a replica does. Measures the time
 * from the end of a gradient to the beginning of the next: what a step does besides computing.
 */
final class StepClock implements ShardComputation {
    /** Spreads consecutive numbers over all values of an int (Knuth's multiplicative hash). */
    private static final int MIXER = 0x9E3779B1;

    private static final float SMALLEST = 0x1p-24f;

    /** The outputs of a row, whose mean is the loss. */
    private final long units;

    private final float[] gradient;
    private final GradientBuffer weights;
    private final StepSamples samples = new StepSamples();
    private long written;

    StepClock(WeightLayout layout) {
        this.units = layout.slices().get(1).shape().size();
        this.gradient = new float[layout.size()];
        this.weights = new GradientBuffer(layout);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = ((i * MIXER) >>> Byte.SIZE) * SMALLEST;
        }
    }

    /** Forgets what was measured. The time until the next gradient does not count. */
    void reset() {
        samples.clear();
        written = 0;
    }

    /** The times of all steps in nanoseconds, sorted. */
    long[] sorted() {
        return samples.sorted();
    }

    /** Writes a gradient: all of its elements. */
    void write(GradientBuffer into) {
        if (written != 0) {
            samples.add(System.nanoTime() - written);
        }
        into.all().write(0, gradient.length, gradient, 0);
        written = System.nanoTime();
    }

    @Override
    public ShardResult run(
            PhaseCall call, int shard, ShardBatches rows, List<float[]> from, long version, GradientBuffer into) {
        write(into);
        return new ShardResult(shard, 1, 0.5, new long[] {units}, List.of(), List.of(), 0);
    }

    @Override
    public void prefetch(PhaseCall call, int shard, ShardBatches rows) {}

    @Override
    public FlatBuffer residentWeights(int model) {
        return weights.all();
    }

    @Override
    public PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> from) {
        return new PartialEvaluation(0, List.of(), List.of());
    }
}
