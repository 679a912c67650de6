package io.kindling.driver.spark;

import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.run.TrainedModel;
import io.kindling.driver.internal.spark.ExecutorProcesses;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Predictor;
import io.kindling.driver.table.Table;
import io.kindling.driver.table.internal.StreamClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * A saved model that predicts the rows of a DataFrame.
 *
 * <pre>{@code
 * Dataset<Row> predictions = KindlingModel.read("runs/classifier-1/model").transform(rows);
 * }</pre>
 *
 * <p>Immutable. Each executor process reads rows a batch at a time, so a DataFrame may be far larger than memory.
 */
public final class KindlingModel {
    private final TrainedModel model;
    private final Columns features;
    private final List<String> layers;
    private final List<String> predictions;

    private KindlingModel(TrainedModel model, Columns features, List<String> layers, List<String> predictions) {
        this.model = model;
        this.features = features;
        this.layers = layers;
        this.predictions = predictions;
    }

    /**
     * Reads a model folder, with the file system settings of the Spark session, if there is one.
     *
     * @param location path or URI of the folder
     * @throws io.kindling.KindlingException if the folder is missing or damaged
     */
    public static KindlingModel read(String location) {
        Map<String, String> hadoop = new HashMap<>();
        if (SparkSession.getDefaultSession().isDefined()) {
            for (Tuple2<String, String> setting : SparkSession.getDefaultSession()
                    .get()
                    .sparkContext()
                    .getConf()
                    .getAllWithPrefix("spark.hadoop.")) {
                hadoop.put(setting._1(), setting._2());
            }
        }
        return new KindlingModel(
                TrainedModel.read(Paths.location(location, hadoop)), Columns.ALL, List.of(), List.of());
    }

    /**
     * Returns a copy that takes these columns as features, concatenated in this order. By default, they are the columns that the
     * model was trained on; for a model that was not trained on a table, the
     * column {@code features}, if there is one.
     */
    public KindlingModel features(String... columns) {
        Columns named = new Columns(List.of(columns), Optional.empty(), Optional.empty());
        return new KindlingModel(model, named, layers, predictions);
    }

    /**
     * Returns a copy that takes these columns as one named input of a model that has several. By default, they are the columns
     * that the model was trained on.
     */
    public KindlingModel input(String name, String... columns) {
        return new KindlingModel(model, features.withInput(name, List.of(columns)), layers, predictions);
    }

    /**
     * Returns a copy that gives these names to the columns that it adds, first to {@code predicted}, so that several models can
     * predict the same rows, one after the other.
     */
    public KindlingModel predictionColumns(String... names) {
        return new KindlingModel(model, features, layers, List.of(names));
    }

    /**
     * Returns a copy that adds the outputs of these layers of the model, as columns of their names. The layer before a softmax
     * gives the logits.
     */
    public KindlingModel layers(String... names) {
        return new KindlingModel(model, features, List.of(names), predictions);
    }

    /**
     * Returns the rows with their predictions: {@code predicted}, which is the class or what the model computes; if it predicts
     * the probability of each class, {@code probabilities}; then the outputs of layers. Lazy: rows are read, and invalid ones
     * found, when the result is used. The rows may be a stream.
     *
     * @throws io.kindling.KindlingException if a feature column is missing or has no numbers, if a column has the name of one of
     *     those that are added, if the model has no such layer, or if the session's executors are processes of this machine
     *     without Kindling's classes
     */
    public Dataset<Row> transform(Dataset<Row> rows) {
        SparkSession session = rows.sparkSession();
        ExecutorProcesses.requireClasses(session.sparkContext().conf());
        Columns columns = features.orElse(model.columns()).orUsual(List.of(rows.columns()));
        return Table.of(rows)
                .featuresOf(columns)
                .featuresFor(model.program().spec().data())
                .stream()
                .predict(
                        new Predictor(model.program(), model.labels(), layers, session).named(predictions),
                        new StreamClock(session.sparkContext()));
    }
}
