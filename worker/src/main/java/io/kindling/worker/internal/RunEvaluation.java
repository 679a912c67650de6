package io.kindling.worker.internal;

import io.kindling.data.Examples;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Computes the partial evaluation of some rows with the broadcast weights. */
public final class RunEvaluation implements Function<Examples, Outcome<PartialEvaluation>> {
    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final int batchSize;
    private final Broadcast<float[][]> weights;

    public RunEvaluation(String programJson, int batchSize, Broadcast<float[][]> weights) {
        this.programJson = programJson;
        this.batchSize = batchSize;
        this.weights = weights;
    }

    @Override
    public Outcome<PartialEvaluation> call(Examples rows) {
        return Outcome.of(() ->
                Replicas.with(programJson, replica -> replica.evaluate(rows, batchSize, List.of(weights.value()))));
    }
}
