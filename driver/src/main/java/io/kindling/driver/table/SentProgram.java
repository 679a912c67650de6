package io.kindling.driver.table;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.FeatureLayout;
import io.kindling.io.internal.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.tensor.Shape;
import io.kindling.worker.internal.Replicas;
import io.kindling.worker.internal.Wire;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A trained program as tasks get it: how to build it, and its weights. */
final class SentProgram implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final Shape features;
    private final boolean labelled;
    private final boolean weighted;
    private final Broadcast<byte[]> weights;
    private transient @Nullable List<float[]> received;

    /** @param session sends the weights to its executors */
    SentProgram(BuiltProgram program, SparkSession session) {
        this.programJson = Json.compact(program.spec().asConfig());
        this.features = program.spec().data().featureShape();
        this.labelled = program.spec().data().hasLabels();
        this.weighted = program.spec().data().weighted();
        this.weights = JavaSparkContext.fromSparkContext(session.sparkContext())
                .broadcast(Wire.bytes(program.readWeights().toArray(float[][]::new)));
    }

    /**
     * The schema of the rows that the program takes.
     *
     * @param labels the meaning of their labels, which a program of rows without labels does not read; null to read none
     */
    RowSchema rows(@Nullable Labels labels) {
        return new RowSchema(features, labelled ? labels : null, labels != null && weighted, FeatureLayout.NONE);
    }

    /**
     * Returns the predictions for some rows, one row after the other, followed by outputs of layers, likewise.
     *
     * @param layers the names of the layers
     */
    List<float[]> predict(Examples rows, List<String> layers) {
        return Replicas.with(
                        programJson, replica -> replica.predict(rows, Replica.EVALUATION_BATCH, received(), layers))
                .stream()
                .map(Column::asFloats)
                .toList();
    }

    PartialEvaluation evaluate(Examples rows) {
        return Replicas.with(programJson, replica -> replica.evaluate(rows, Replica.EVALUATION_BATCH, received()));
    }

    private synchronized List<float[]> received() {
        if (received == null) {
            received = List.of(Wire.read(weights.value(), float[][].class));
        }
        return received;
    }
}
