package io.kindling.driver.table;

import io.kindling.data.Examples;
import io.kindling.driver.internal.SettingsException;
import io.kindling.program.BuiltProgram;
import io.kindling.program.LayerOutputs;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A trained program and the columns that it adds to a row: {@code predicted} and, if it predicts the probability of each class,
 * {@code probabilities} in the order of class numbers; then the outputs of layers.
 */
public final class Predictor implements Serializable {
    /** The column with each row's number in table order. */
    public static final String ROW = "row";

    public static final String PREDICTED = "predicted";
    public static final String PROBABILITIES = "probabilities";

    private static final long serialVersionUID = 1L;
    private static final DataType NUMBERS = DataTypes.createArrayType(DataTypes.FloatType, false);

    private final SentProgram program;
    private final @Nullable Labels labels;
    private final int outputs;
    private final List<String> layers;
    /** The number of values of each layer's output for a row. */
    private final int[] widths;
    /** The names of the added columns; those that are missing at the end have their usual names. */
    private final List<String> names;

    /**
     * @param program the trained program
     * @param labels the meaning of its class numbers
     * @param layers the layers of its only model whose outputs are added as columns of their names
     * @param session sends the program's weights to its executors
     * @throws io.kindling.program.ProgramException if there is no such layer
     */
    public Predictor(BuiltProgram program, Labels labels, List<String> layers, SparkSession session) {
        Shape predicted = program.predictedShape();
        this.layers = List.copyOf(layers);
        this.widths = LayerOutputs.of(program, layers).shapes().stream()
                .mapToInt(shape -> Math.toIntExact(shape.size()))
                .toArray();
        this.program = new SentProgram(program, session);
        this.outputs = Math.toIntExact(predicted.size());
        boolean onePerClass = labels.classes() > 0 && predicted.rank() == 1 && predicted.dim(0) == labels.classes();
        this.labels = onePerClass && program.predictsProbabilities() ? labels : null;
        this.names = List.of();
    }

    private Predictor(Predictor from, List<String> names) {
        this.program = from.program;
        this.outputs = from.outputs;
        this.labels = from.labels;
        this.layers = from.layers;
        this.widths = from.widths;
        this.names = List.copyOf(names);
    }

    /**
     * Returns the same with other names for the columns that it adds.
     *
     * @param changed the first name is for {@code predicted}; columns without one keep their usual names
     * @throws SettingsException if there are more names than columns, or one is empty or repeated
     */
    public Predictor named(List<String> changed) {
        List<String> usual = List.of(usualColumns().fieldNames());
        if (changed.size() > usual.size()) {
            throw SettingsException.invalid(
                    "prediction-columns",
                    String.join(",", changed),
                    "the predictions are " + (usual.size() == 1 ? "one column, " : usual.size() + " columns, ")
                            + String.join(", ", usual));
        }
        if (changed.contains("") || Set.copyOf(changed).size() < changed.size()) {
            throw SettingsException.invalid(
                    "prediction-columns", String.join(",", changed), "names that differ, separated by commas");
        }
        return new Predictor(this, changed);
    }

    /** Whether the added columns have names of their own. */
    boolean isNamed() {
        return !names.isEmpty();
    }

    SentProgram program() {
        return program;
    }

    /** The schema of the added columns. */
    StructType columns() {
        StructField[] fields = usualColumns().fields();
        for (int i = 0; i < names.size(); i++) {
            fields[i] = DataTypes.createStructField(names.get(i), fields[i].dataType(), fields[i].nullable());
        }
        return new StructType(fields);
    }

    private StructType usualColumns() {
        StructType columns = new StructType();
        if (labels == null) {
            columns = columns.add(PREDICTED, numbers(outputs), false);
        } else {
            columns = columns.add(
                            PREDICTED,
                            labels instanceof Labels.Names ? DataTypes.StringType : DataTypes.IntegerType,
                            false)
                    .add(PROBABILITIES, NUMBERS, false);
        }
        for (int i = 0; i < widths.length; i++) {
            columns = columns.add(layers.get(i), numbers(widths[i]), false);
        }
        return columns;
    }

    private static DataType numbers(int count) {
        return count == 1 ? DataTypes.FloatType : NUMBERS;
    }

    /** Computes what {@link #fill} takes, for some rows. */
    List<float[]> predict(Examples rows) {
        return program.predict(rows, layers);
    }

    /** Fills in the added columns of row number {@code from} of those that were predicted, from index {@code at} on. */
    void fill(@Nullable Object[] row, int at, List<float[]> predicted, int from) {
        int next = at;
        float[] values = predicted.get(0);
        if (labels == null) {
            row[next++] = numbers(values, from, outputs);
        } else {
            int likeliest = likeliest(values, from * outputs);
            row[next++] = labels instanceof Labels.Names named ? text(named.names(), likeliest) : (Object) likeliest;
            row[next++] = array(values, from, outputs);
        }
        for (int i = 0; i < widths.length; i++) {
            row[next++] = numbers(predicted.get(1 + i), from, widths[i]);
        }
    }

    private static Object numbers(float[] values, int row, int count) {
        return count == 1 ? (Object) values[row] : array(values, row, count);
    }

    private static UTF8String text(List<String> names, int at) {
        return UTF8String.fromString(names.get(at));
    }

    private static UnsafeArrayData array(float[] values, int row, int count) {
        return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOfRange(values, row * count, (row + 1) * count));
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
