package io.kindling.worker.internal;

import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Computes a phase for a task's shards with the broadcast weights. The result is one array of bytes: an {@link Outcome} of the
 * list of {@link ShardResult}s.
 */
public final class RunPhase implements FlatMapFunction<Iterator<Resident<ShardBatches>>, byte[]> {
    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final PhaseCall call;
    private final Broadcast<byte[]> weights;
    private final LongAccumulator shardsComputed;

    /** @param shardsComputed counts the shards that tasks compute */
    public RunPhase(String programJson, PhaseCall call, Broadcast<byte[]> weights, LongAccumulator shardsComputed) {
        this.programJson = programJson;
        this.call = call;
        this.weights = weights;
        this.shardsComputed = shardsComputed;
    }

    @Override
    public Iterator<byte[]> call(Iterator<Resident<ShardBatches>> shards) {
        List<float[]> received = List.of(Wire.read(weights.value(), float[][].class));
        long digest = WeightsChecksum.of(received);
        Outcome<List<ShardResult>> outcome = Outcome.of(() -> Replicas.with(programJson, replica -> {
            List<ShardResult> results = new ArrayList<>();
            while (shards.hasNext()) {
                results.add(run(replica, shards.next().value(), received, digest));
            }
            return results;
        }));
        return List.of(Wire.bytes(outcome)).iterator();
    }

    private ShardResult run(Replica replica, ShardBatches rows, List<float[]> received, long digest) {
        ShardResult result = replica.run(call, rows.shard(), rows, received)
                .computedBy(SparkEnv.get().executorId(), digest);
        shardsComputed.add(1);
        return result;
    }
}
