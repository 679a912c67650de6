package io.kindling.worker;

import io.kindling.data.Examples;
import io.kindling.program.EvaluationShare;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Computes the partial evaluation of some rows with the broadcast weights. */
public final class RunEvaluation implements Function<Examples, Outcome<EvaluationShare>> {
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
    public Outcome<EvaluationShare> call(Examples rows) {
        return Outcome.of(() ->
                Replicas.with(programJson, replica -> replica.evaluate(rows, batchSize, List.of(weights.value()))));
    }
}
