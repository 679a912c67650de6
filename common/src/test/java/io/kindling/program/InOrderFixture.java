package io.kindling.program;

import io.kindling.data.ShardBatches;
import io.kindling.program.internal.collective.DriverReduceStrategy;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import java.util.ArrayList;
import java.util.List;

/** One replica computes all shards in order; the driver reduces and updates whole arrays. */
final class InOrderFixture extends DriverReduceStrategy {
    private final Replica replica;
    private final List<ShardBatches> rows;

    InOrderFixture(BuiltProgram program, List<ShardBatches> rows) {
        super(program, rows.get(0).partitioner());
        this.replica = new Replica(program.spec());
        this.rows = rows;
    }

    @Override
    protected List<ShardResult> run(PhaseCall call, List<float[]> weights) {
        List<ShardResult> results = new ArrayList<>();
        for (int shard = 0; shard < rows.size(); shard++) {
            results.add(replica.run(call, shard, rows.get(shard), weights).computedBy("", WeightsChecksum.of(weights)));
        }
        return results;
    }

    @Override
    public StrategyKind kind() {
        return StrategyKind.BROADCAST;
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        throw new AssertionError("Unexpected call.");
    }

    @Override
    public void close() {
        replica.close();
    }
}
