package io.kindling.driver.run;

import io.kindling.data.DataException;
import io.kindling.data.Shuffle;
import io.kindling.nn.Config;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.Metric;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.program.Training;
import io.kindling.worker.IdxRows.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates a saved model: builds its program again, and computes the program's evaluation over some rows. */
public final class EvaluationRun {
    private static final double NANOS = 1e9;
    /** The switch by which a program counts classes against each other, where it has one. */
    private static final String CONFUSION = "confusion_matrix";

    private final EvaluationSettings settings;

    public EvaluationRun(EvaluationSettings settings) {
        this.settings = settings;
    }

    /** Checks all that can be checked here, then starts machines and evaluates. */
    public EvaluationResult run() {
        SavedModels saved = SavedModels.read(Paths.location(settings.model(), settings.hadoop()));
        Provenance made = saved.provenance();
        DataFolder folder = DataFolder.open(settings.data().orElse(made.data().string("uri")), settings.hadoop());
        // Before the rows are counted: of other data, the shape says more than the count.
        saved.requireFit(folder.all(part()).schema(0));
        RowRange rows = rows(made, folder);
        rows.requireLabelsBelow(made.program().data().classes());
        BuiltProgram program = BuiltProgram.of(withConfusionMatrix(made.program()));
        saved.load(program);
        try (Engine engine = Engine.start(settings.machines());
                Training training =
                        new Training(program, engine.strategy(program, runSettings(program), rows.none(), rows))) {
            long start = System.nanoTime();
            Evaluation evaluation = training.evaluate();
            return result(rows, program, evaluation, (System.nanoTime() - start) / NANOS);
        }
    }

    private Part part() {
        return settings.split() == EvaluationSettings.Split.TEST ? Part.TEST : Part.TRAIN;
    }

    private RowRange rows(Provenance made, DataFolder folder) {
        RowRange rows = part() == Part.TEST ? folder.all(Part.TEST) : split(made, folder);
        if (rows.count() == 0) {
            throw new DataException("Cannot evaluate " + rows + ": there are none.");
        }
        return rows;
    }

    /** The rows that training or validation had. */
    private RowRange split(Provenance made, DataFolder folder) {
        long all = made.data().longInteger("rows");
        long found = folder.all(Part.TRAIN).count();
        if (found != all) {
            throw new DataException("Cannot find the " + name() + " rows in " + folder + ": it has " + found
                    + " rows to train on, the model was trained where there were " + all + ". Use --split test.");
        }
        return settings.split() == EvaluationSettings.Split.TRAIN
                ? new RowRange(folder, Part.TRAIN, 0, made.data().longInteger("training_rows"))
                : new RowRange(folder, Part.TRAIN, all - made.data().longInteger("validation_rows"), all);
    }

    private static ProgramSpec withConfusionMatrix(ProgramSpec spec) {
        Config config = spec.config().has(CONFUSION) ? spec.config().with(CONFUSION, true) : spec.config();
        return new ProgramSpec(spec.className(), config, spec.data(), spec.seed(), spec.batchSize(), spec.shards());
    }

    private static RunSettings runSettings(BuiltProgram program) {
        ProgramSpec spec = program.spec();
        return new RunSettings(spec.config(), spec.batchSize(), spec.shards(), spec.seed(), Shuffle.NONE);
    }

    private EvaluationResult result(RowRange rows, BuiltProgram program, Evaluation evaluation, double seconds) {
        Map<String, Double> numbers = new LinkedHashMap<>(evaluation.metrics());
        Optional<long[][]> confusion = Optional.empty();
        List<Metric> metrics = List.copyOf(program.metrics().values());
        for (int i = 0; i < metrics.size(); i++) {
            if (metrics.get(i) instanceof ConfusionMatrix matrix) {
                matrix.load(evaluation.states().get(i));
                confusion = Optional.of(matrix.counts());
                numbers.remove(matrix.name());
            }
        }
        return new EvaluationResult(
                name() + " rows of " + rows.folder(),
                evaluation.rows(),
                evaluation.loss(),
                numbers,
                confusion,
                seconds);
    }

    private String name() {
        return settings.split().name().toLowerCase(java.util.Locale.ROOT);
    }
}
