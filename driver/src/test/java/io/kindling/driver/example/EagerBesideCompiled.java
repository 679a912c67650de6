package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Split;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.Execution;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.DriverReduceStrategy;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import io.kindling.train.Runner;
import io.kindling.train.internal.checkpoint.CheckpointSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trains eagerly and also computes each shard of each phase as a compiled plan, from the same weights and batch. Fails if the
 * bits of the loss, of the gradient of a weight, of a metric or of a change of a moving statistic differ.
 */
final class EagerBesideCompiled extends DriverReduceStrategy {
    private final List<ShardBatches> rows;
    private final Replica eager;
    private final Replica compiled;
    private long compared;

    private EagerBesideCompiled(BuiltProgram program, List<ShardBatches> rows) {
        super(program, rows.get(0).partitioner());
        this.rows = rows;
        this.eager = replica(program.spec(), Execution.EAGER);
        this.compiled = replica(program.spec(), Execution.COMPILED);
    }

    private static Replica replica(ProgramSpec spec, Execution execution) {
        return new Replica(new ProgramSpec(
                spec.className(), spec.config(), spec.data(), spec.seed(), spec.batchSize(), spec.shards(), execution));
    }

    static Runner runner() {
        return new EagerBesideCompiledRunner(RunSettings.DEFAULT, CheckpointSettings.NONE);
    }

    private static final class EagerBesideCompiledRunner extends Runner {
        private EagerBesideCompiledRunner(RunSettings settings, CheckpointSettings checkpoints) {
            super(settings, checkpoints);
        }

        @Override
        protected Runner with(RunSettings changed, CheckpointSettings checkpoints) {
            return new EagerBesideCompiledRunner(changed, checkpoints);
        }

        @Override
        protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
            RowPartitioner partitioner = new RowPartitioner(
                    rows.training().count(), settings().batchSize(), settings().shards());
            List<ShardBatches> batches = new ArrayList<>();
            for (int shard = 0; shard < settings().shards(); shard++) {
                Examples owned = rows.training().read(partitioner.rows(shard));
                batches.add(new ShardBatches(
                        owned,
                        partitioner,
                        shard,
                        settings().shuffle(),
                        settings().seed()));
            }
            return new EagerBesideCompiled(program, batches);
        }
    }

    @Override
    protected List<ShardResult> run(PhaseCall call, List<float[]> weights) {
        long digest = WeightsChecksum.of(weights);
        List<ShardResult> results = new ArrayList<>();
        for (int shard = 0; shard < rows.size(); shard++) {
            ShardResult expected = compute(eager, call, shard, weights);
            requireSame(call, expected, compute(compiled, call, shard, weights));
            results.add(expected.computedBy("", digest));
        }
        return results;
    }

    private ShardResult compute(Replica replica, PhaseCall call, int shard, List<float[]> weights) {
        return replica.run(call, shard, rows.get(shard), weights);
    }

    private WeightLayout layout(PhaseCall call) {
        return program().layout(program().phases().get(call.phase()));
    }

    private void requireSame(PhaseCall call, ShardResult expected, ShardResult found) {
        String where = " of shard " + expected.shard() + " in phase '"
                + program().phases().get(call.phase()).name() + "' at step " + call.step();
        assertThat(found.termCounts()).as("counts" + where).isEqualTo(expected.termCounts());
        assertThat(program().metricResults(found.metrics()))
                .as("metrics" + where)
                .isEqualTo(program().metricResults(expected.metrics()));
        assertThat(found.changes()).as("statistics" + where).isEqualTo(expected.changes());
        assertThat(found.loss()).as("loss" + where).isEqualTo(expected.loss());
        for (WeightLayout.Slice slice : layout(call).slices()) {
            assertThat(gradient(found, slice))
                    .as("gradient of '" + slice.name() + "'" + where)
                    .isEqualTo(gradient(expected, slice));
        }
        compared++;
    }

    private static float[] gradient(ShardResult result, WeightLayout.Slice slice) {
        return Arrays.copyOfRange(result.gradient(), slice.from(), slice.to());
    }

    /** The number of shard results that were compared. */
    long compared() {
        return compared;
    }

    @Override
    public StrategyKind kind() {
        return StrategyKind.BROADCAST;
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        throw new AssertionError("Cannot evaluate: this strategy only trains.");
    }

    @Override
    public void close() {
        eager.close();
        compiled.close();
    }
}
