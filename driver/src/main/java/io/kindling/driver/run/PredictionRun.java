package io.kindling.driver.run;

import io.kindling.data.DataException;
import io.kindling.driver.Paths;
import io.kindling.driver.machines.Engine;
import io.kindling.driver.table.Predictor;
import io.kindling.program.BuiltProgram;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes what a saved model predicts for rows, beside their own columns. */
public final class PredictionRun {
    private static final double NANOS = 1e9;
    /** Spark SQL's writing sends results of classes of its own, which no list of ours could name. */
    private static final String REGISTRATION = "spark.kryo.registrationRequired";

    private final PredictionSettings settings;
    private final Consumer<String> notes;

    /** @param notes hears what a person should know meanwhile, in one line each */
    public PredictionRun(PredictionSettings settings, Consumer<String> notes) {
        this.settings = settings;
        this.notes = notes;
    }

    /** Checks all that can be checked, the features of all rows included; then predicts and writes. */
    public PredictionResult run() {
        SavedModels saved = SavedModels.read(Paths.location(settings.model(), settings.hadoop()));
        BuiltProgram program = BuiltProgram.of(saved.provenance().program());
        saved.load(program);
        try (ResultFolder folder = ResultFolder.claim(
                        settings.output(),
                        settings.existing(),
                        settings.hadoop(),
                        name -> name.startsWith("part-") || name.startsWith("_"));
                Engine engine = Engine.of(settings.machines().withDefault(REGISTRATION, "false"), notes)) {
            ModelData data = new ModelData(saved, settings.source(), settings.hadoop(), engine::session);
            folder.requireApartFrom(data.uri());
            ModelData.ToPredict rows = data.toPredict(settings.split());
            if (rows.count() == 0) {
                throw new DataException("Cannot predict for the rows of " + rows.table() + ": there are none.");
            }
            long start = System.nanoTime();
            Predictor predictor = new Predictor(program, data.labels(), weights(program, engine.session()));
            Dataset<Row> predictions = rows.table().predict(predictor, rows.from(), rows.to());
            settings.format().write(predictions, folder.uri());
            return new PredictionResult(
                    rows.count(),
                    settings.output(),
                    settings.format().toString(),
                    List.of(predictions.columns()),
                    (System.nanoTime() - start) / NANOS);
        }
    }

    private static Broadcast<float[][]> weights(BuiltProgram program, SparkSession session) {
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .broadcast(program.readWeights().toArray(float[][]::new));
    }
}
