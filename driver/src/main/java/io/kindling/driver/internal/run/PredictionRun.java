package io.kindling.driver.internal.run;

import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.run.output.ResultFolder;
import io.kindling.driver.internal.run.result.PredictionResult;
import io.kindling.driver.table.Predictor;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.program.BuiltProgram;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Predicts rows with a saved model and writes the predictions beside the rows' own columns. */
public final class PredictionRun {
    private static final double NANOS = 1e9;
    private final PredictionSettings settings;

    public PredictionRun(PredictionSettings settings) {
        this.settings = settings;
    }

    /**
     * Checks everything but the values of the rows, which are checked as they are used, then predicts and writes.
     *
     * @param engine the engine for the settings
     */
    public PredictionResult run(Engine engine) {
        SavedModels saved = SavedModels.read(Paths.location(settings.model(), settings.hadoop()));
        BuiltProgram program = BuiltProgram.of(saved.program(settings.unrecorded()));
        saved.load(program);
        try (ResultFolder folder = ResultFolder.ofTable(settings.output(), settings.existing(), settings.hadoop())) {
            ModelData data = new ModelData(
                    saved,
                    program.spec().data(),
                    settings.source(),
                    settings.choice(),
                    settings.hadoop(),
                    engine::session);
            folder.requireSeparateFrom(data.uri());
            ModelData.TableRows rows = data.toPredict(settings.split());
            data.quarantine(rows.table());
            long start = System.nanoTime();
            StreamClock clock = new StreamClock(engine.session().sparkContext());
            Predictor predictor = new Predictor(program, rows.labels(), settings.layers(), engine.session())
                    .named(settings.columns());
            Dataset<Row> predictions = rows.table().predict(predictor, rows.from(), rows.to(), clock);
            settings.format().requireWritable(predictions);
            folder.write(() -> rows.table().run(rows.to(), () -> {
                settings.format().write(predictions, folder.uri());
                return predictions;
            }));
            return new PredictionResult(
                    rows.count(),
                    settings.output(),
                    settings.format().toString(),
                    List.of(predictions.columns()),
                    (System.nanoTime() - start) / NANOS,
                    rows.table().leftOut(),
                    clock.times());
        }
    }
}
