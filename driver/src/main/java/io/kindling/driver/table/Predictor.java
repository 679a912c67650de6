package io.kindling.driver.table;

import io.kindling.program.BuiltProgram;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
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

    private final SentProgram program;
    private final @Nullable Labels labels;
    private final int outputs;

    /**
     * @param program the trained program
     * @param labels the meaning of its class numbers
     * @param session sends the program's weights to its executors
     */
    public Predictor(BuiltProgram program, Labels labels, SparkSession session) {
        Shape predicted = program.predictedShape();
        this.program = new SentProgram(program, session);
        this.outputs = Math.toIntExact(predicted.size());
        boolean onePerClass = labels.classes() > 0 && predicted.rank() == 1 && predicted.dim(0) == labels.classes();
        this.labels = onePerClass && program.predictsProbabilities() ? labels : null;
    }

    SentProgram program() {
        return program;
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

    /** The number of values that the program predicts per row. */
    int outputs() {
        return outputs;
    }

    /** Fills in a row's added columns from index {@code at} on, with its predictions, which start at index {@code from}. */
    void fill(@Nullable Object[] row, int at, float[] predicted, int from) {
        if (labels == null) {
            row[at] = outputs == 1 ? (Object) predicted[from] : array(predicted, from);
            return;
        }
        int likeliest = likeliest(predicted, from);
        row[at] = labels instanceof Labels.Names named ? text(named.names(), likeliest) : (Object) likeliest;
        row[at + 1] = array(predicted, from);
    }

    private static UTF8String text(List<String> names, int at) {
        return UTF8String.fromString(names.get(at));
    }

    private UnsafeArrayData array(float[] predicted, int from) {
        float[] values = new float[outputs];
        System.arraycopy(predicted, from, values, 0, outputs);
        return UnsafeArrayData.fromPrimitiveArray(values);
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
