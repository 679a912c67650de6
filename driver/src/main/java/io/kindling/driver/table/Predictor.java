package io.kindling.driver.table;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.io.internal.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.internal.replica.Replica;
import io.kindling.tensor.Shape;
import io.kindling.worker.internal.Replicas;
import io.kindling.worker.internal.Wire;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A trained program and the columns that it adds to a row: {@code predicted} and, if it predicts the probability of each class,
 * {@code probabilities} in the order of class numbers.
 */
public final class Predictor implements Serializable {
    /** The column with each row's number in table order. */
    public static final String ROW = "row";

    public static final String PREDICTED = "predicted";
    public static final String PROBABILITIES = "probabilities";

    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final int[] featureDims;
    private final @Nullable Labels labels;
    private final int outputs;
    private final Broadcast<byte[]> weights;
    private transient @Nullable List<float[]> received;

    /**
     * @param program the trained program
     * @param labels the meaning of its class numbers
     * @param session sends the program's weights to its executors
     */
    public Predictor(BuiltProgram program, Labels labels, SparkSession session) {
        Shape predicted = program.predictedShape();
        this.programJson = Json.compact(program.spec().asConfig());
        this.featureDims = program.spec().data().featureShape().dims();
        this.outputs = Math.toIntExact(predicted.size());
        boolean onePerClass = labels.classes() > 0 && predicted.rank() == 1 && predicted.dim(0) == labels.classes();
        this.labels = onePerClass && program.predictsProbabilities() ? labels : null;
        this.weights = JavaSparkContext.fromSparkContext(session.sparkContext())
                .broadcast(Wire.bytes(program.readWeights().toArray(float[][]::new)));
    }

    /** The number of features per row. */
    int width() {
        return Math.toIntExact(Shape.of(featureDims).size());
    }

    /** The schema of the added columns. */
    StructType columns() {
        StructType columns = new StructType();
        if (labels == null) {
            return columns.add(
                    PREDICTED,
                    outputs == 1 ? DataTypes.FloatType : DataTypes.createArrayType(DataTypes.FloatType, false),
                    false);
        }
        return columns.add(
                        PREDICTED, labels instanceof Labels.Names ? DataTypes.StringType : DataTypes.IntegerType, false)
                .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false), false);
    }

    /** Returns the predictions for some rows, one row after the other. */
    float[] predict(Examples rows) {
        Column features = Column.wrap(
                Shape.of(featureDims),
                Math.toIntExact(rows.count()),
                rows.features().values());
        Examples shaped = Examples.wrap(features, null, null, rows.rowIds());
        Column predicted =
                Replicas.with(programJson, replica -> replica.predict(shaped, Replica.EVALUATION_BATCH, received()));
        return predicted.asFloats();
    }

    private synchronized List<float[]> received() {
        if (received == null) {
            received = List.of(Wire.read(weights.value(), float[][].class));
        }
        return received;
    }

    /** The number of values that {@link #predict} returns per row. */
    int outputs() {
        return outputs;
    }

    /** Fills in a row's added columns from index {@code at} on, with its predictions, which start at index {@code from}. */
    void fill(@Nullable Object[] row, int at, float[] predicted, int from) {
        Float[] numbers = new Float[outputs];
        for (int i = 0; i < outputs; i++) {
            numbers[i] = predicted[from + i];
        }
        if (labels == null) {
            row[at] = outputs == 1 ? numbers[0] : numbers;
            return;
        }
        int likeliest = likeliest(predicted, from);
        row[at] = labels instanceof Labels.Names named ? named.names().get(likeliest) : (Object) likeliest;
        row[at + 1] = numbers;
    }

    /** Returns the class with the largest value; the first of them on a tie, as in the metrics. */
    private int likeliest(float[] predicted, int from) {
        int best = 0;
        for (int i = 1; i < outputs; i++) {
            if (predicted[from + i] > predicted[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
