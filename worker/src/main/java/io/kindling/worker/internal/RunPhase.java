package io.kindling.worker.internal;

import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Computes a shard's part of a phase with the broadcast weights. The partition's number is the shard. */
public final class RunPhase implements Function<ShardBatches, Outcome<ShardResult>> {
    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final PhaseCall call;
    private final Broadcast<float[][]> weights;

    public RunPhase(String programJson, PhaseCall call, Broadcast<float[][]> weights) {
        this.programJson = programJson;
        this.call = call;
        this.weights = weights;
    }

    @Override
    public Outcome<ShardResult> call(ShardBatches rows) {
        int shard = TaskContext.getPartitionId();
        return Outcome.of(() -> Replicas.with(programJson, replica -> run(replica, shard, rows)));
    }

    private ShardResult run(Replica replica, int shard, ShardBatches rows) {
        List<float[]> received = List.of(weights.value());
        return replica.run(call, shard, rows, received)
                .computedBy(SparkEnv.get().executorId(), WeightsChecksum.of(received));
    }
}
