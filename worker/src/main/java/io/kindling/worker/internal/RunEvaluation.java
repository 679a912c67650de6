package io.kindling.worker.internal;

import io.kindling.data.Examples;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluates a task's rows with the broadcast weights. The result is one array of bytes: an {@link Outcome} of the list of
 * {@link PartialEvaluation}s.
 */
public final class RunEvaluation implements FlatMapFunction<Iterator<Resident<Examples>>, byte[]> {
    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final int batchSize;
    private final Broadcast<byte[]> weights;

    public RunEvaluation(String programJson, int batchSize, Broadcast<byte[]> weights) {
        this.programJson = programJson;
        this.batchSize = batchSize;
        this.weights = weights;
    }

    @Override
    public Iterator<byte[]> call(Iterator<Resident<Examples>> shards) {
        List<float[]> received = List.of(Wire.read(weights.value(), float[][].class));
        Outcome<List<PartialEvaluation>> outcome = Outcome.of(() -> Replicas.with(programJson, replica -> {
            List<PartialEvaluation> partials = new ArrayList<>();
            while (shards.hasNext()) {
                partials.add(replica.evaluate(shards.next().value(), batchSize, received));
            }
            return partials;
        }));
        return List.of(Wire.bytes(outcome)).iterator();
    }
}
