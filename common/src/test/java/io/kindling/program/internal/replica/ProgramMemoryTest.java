package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.FashionMnistFixture;
import io.kindling.program.OffHeap;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramSpec;
import io.kindling.program.SmallClassifierFixture;
import java.lang.ref.Reference;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** Compares a program's planned memory with what a replica allocates. */
class ProgramMemoryTest {
    private static final Examples ROWS = FashionMnistFixture.training(320);

    private static ProgramSpec spec(int batchSize, int shards) {
        return new ProgramSpec(
                SmallClassifierFixture.class.getName(),
                Config.EMPTY,
                DataSchema.of(ROWS),
                7,
                batchSize,
                shards,
                Execution.COMPILED);
    }

    /** The bytes that closing a replica frees, which are those that it allocated. */
    private static long allocated(ProgramSpec spec, boolean trains, boolean evaluates, boolean predicts)
            throws InterruptedException {
        RowPartitioner partitioner = new RowPartitioner(ROWS.count(), spec.batchSize(), spec.shards());
        int shard = spec.shards() - 1;
        ShardBatches batches =
                new ShardBatches(ROWS.read(partitioner.rows(shard)), partitioner, shard, Shuffle.NONE, spec.seed());
        Replica replica = new Replica(spec);
        BuiltProgram program = replica.program();
        List<float[]> weights = program.readWeights();
        GradientBuffer gradient =
                new GradientBuffer(program.layout(program.phases().get(0)));
        if (trains) {
            replica.run(new PhaseCall(0, 0, 0, 0, 0), shard, batches, weights, 1, gradient);
        }
        if (evaluates) {
            replica.evaluate(ROWS, Replica.EVALUATION_BATCH, weights);
        }
        if (predicts) {
            replica.predict(ROWS, Replica.EVALUATION_BATCH, weights);
        }
        long before = OffHeap.settledBytes();
        replica.close();
        long after = Pointer.totalBytes();
        Reference.reachabilityFence(gradient);
        return before - after;
    }

    @Test
    void arenaOfPhaseAndWeights_areWhatAReplicaAllocates() throws InterruptedException {
        // With 3 shards, the shards have 21 or 22 rows.
        for (ProgramSpec spec : List.of(spec(64, 1), spec(64, 3), spec(7, 2))) {
            ProgramMemory memory = ProgramMemory.of(spec);
            ProgramMemory.Planned train = memory.plans().get(0);
            assertThat(train.name()).isEqualTo("train");
            assertThat(train.rows()).isEqualTo((spec.batchSize() + spec.shards() - 1) / spec.shards());
            assertThat(train.arenaBytes() + memory.weightBytes()).isEqualTo(allocated(spec, true, false, false));
            assertThat(memory.replicaBytes() - train.gradientBytes()).isEqualTo(allocated(spec, true, true, true));
        }
    }

    @Test
    void evaluationAndPrediction_areWhatAReplicaAllocates() throws InterruptedException {
        ProgramMemory memory = ProgramMemory.of(spec(64, 4));
        assertThat(memory.plans())
                .extracting(ProgramMemory.Planned::name)
                .containsExactly("train", "evaluation", "prediction");
        assertThat(memory.plans().get(1).arenaBytes() + memory.weightBytes())
                .isEqualTo(allocated(spec(64, 4), false, true, false));
        assertThat(memory.plans().get(2).arenaBytes() + memory.weightBytes())
                .isEqualTo(allocated(spec(64, 4), false, false, true));
    }

    @Test
    void planning_freesAllItsMemory() throws InterruptedException {
        ProgramMemory.of(spec(64, 4));
        long before = OffHeap.settledBytes();
        ProgramMemory.of(spec(64, 4));
        assertThat(OffHeap.bytesOnceAtMost(before)).isLessThanOrEqualTo(before);
    }
}
