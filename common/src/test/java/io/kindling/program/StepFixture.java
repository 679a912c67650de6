package io.kindling.program;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.program.internal.reduce.CanonicalSum;
import io.kindling.program.internal.replica.Replica;
import java.util.ArrayList;
import java.util.List;

/** Computes single steps of a program with any number of shards, from the program's initial weights. */
final class StepFixture {
    /** A step's loss and gradient, reduced over shards. */
    record Whole(double loss, double[] gradient) {}

    private StepFixture() {}

    /** One step over all rows in their original order, split into shards. */
    static Whole step(Class<? extends Program> program, Examples rows, int shards) {
        ProgramSpec spec = new ProgramSpec(
                program.getName(), Config.EMPTY, DataSchema.of(rows), 7, (int) rows.count(), shards, Execution.EAGER);
        RowPartitioner partitioner = new RowPartitioner(rows.count(), spec.batchSize(), shards);
        PhaseCall call = new PhaseCall(3, 0, 0, 0, 0);
        List<Double> losses = new ArrayList<>();
        List<double[]> gradients = new ArrayList<>();
        try (Replica replica = new Replica(spec)) {
            List<float[]> weights = replica.program().readWeights();
            for (int shard = 0; shard < shards; shard++) {
                Examples owned = rows.read(partitioner.rows(shard));
                ShardBatches batches = new ShardBatches(owned, partitioner, shard, Shuffle.NONE, spec.seed());
                Replica.Exact partial = replica.exactly(call, shard, batches, weights);
                losses.add(partial.loss());
                gradients.add(partial.gradient());
            }
        }
        double[] gradient = CanonicalSum.of(gradients, StepFixture::add);
        return new Whole(CanonicalSum.of(losses, Double::sum), gradient);
    }

    private static double[] add(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** The largest difference of two arrays, divided by the largest element of the first. */
    static double relativeDifference(double[] expected, double[] actual) {
        double largest = 1e-300;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        return difference / largest;
    }
}
