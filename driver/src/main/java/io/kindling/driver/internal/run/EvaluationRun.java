package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.data.Shuffle;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.Metric;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.train.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Evaluates a saved model: rebuilds its program and computes the program's evaluation over some rows. */
public final class EvaluationRun {
    private static final double NANOS = 1e9;
    /** The setting that makes a program compute a confusion matrix, if it supports one. */
    private static final String CONFUSION = "confusion_matrix";

    private final EvaluationSettings settings;

    public EvaluationRun(EvaluationSettings settings) {
        this.settings = settings;
    }

    /**
     * Checks everything that can be checked without Spark, then starts it if needed and evaluates.
     *
     * @param engine the engine for the settings
     */
    public EvaluationResult run(Engine engine) {
        SavedModels saved = SavedModels.read(Paths.location(settings.model(), settings.hadoop()));
        boolean recorded = saved.recorded().isPresent();
        ProgramSpec spec = withConfusionMatrix(saved.program(settings.unrecorded()));
        BuiltProgram program = built(spec, saved);
        requireEvaluation(program, recorded);
        EvaluationSettings.Split split =
                settings.split().orElse(recorded ? EvaluationSettings.DEFAULT_SPLIT : EvaluationSettings.Split.TEST);
        RowRange rows =
                rows(split, new ModelData(saved, spec.data(), settings.source(), settings.hadoop(), engine::session));
        return evaluate(
                name(split) + " rows of " + rows.data(),
                rows,
                recorded ? program : built(spec.with(rows.data().schema()), saved),
                engine);
    }

    private static BuiltProgram built(ProgramSpec spec, SavedModels saved) {
        BuiltProgram program = BuiltProgram.of(spec);
        saved.load(program);
        return program;
    }

    private void requireEvaluation(BuiltProgram program, boolean recorded) {
        if (!recorded && !program.hasEvaluation()) {
            throw new SettingsException("Cannot evaluate the model in " + settings.model()
                    + ": the folder does not record the program that trained it, which declares how. Set --loss to one of "
                    + String.join(", ", Losses.REGISTRY.kinds()) + " and, if there should be metrics, --metrics.");
        }
        program.requireEvaluation();
    }

    private static EvaluationResult evaluate(String what, RowRange rows, BuiltProgram program, Engine engine) {
        Training training = engine.training(program, runSettings(program), rows.none(), rows);
        long start = System.nanoTime();
        Evaluation evaluation = training.evaluate();
        return result(what, program, evaluation, (System.nanoTime() - start) / NANOS);
    }

    private static RowRange rows(EvaluationSettings.Split split, ModelData data) {
        RowRange rows = switch (split) {
            case TRAIN -> data.training();
            case VALIDATION -> data.validation();
            case TEST -> data.test();
        };
        if (rows.count() == 0) {
            throw new DataException(
                    "Cannot evaluate the " + name(split) + " rows of " + rows.data() + ": there are none.");
        }
        return rows;
    }

    private static ProgramSpec withConfusionMatrix(ProgramSpec spec) {
        Config config = spec.config().has(CONFUSION) ? spec.config().with(CONFUSION, true) : spec.config();
        return new ProgramSpec(
                spec.className(), config, spec.data(), spec.seed(), spec.batchSize(), spec.shards(), spec.execution());
    }

    private static RunSettings runSettings(BuiltProgram program) {
        ProgramSpec spec = program.spec();
        return new RunSettings(spec.batchSize(), spec.shards(), spec.seed(), Shuffle.NONE, spec.execution());
    }

    private static EvaluationResult result(String rows, BuiltProgram program, Evaluation evaluation, double seconds) {
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
        return new EvaluationResult(rows, evaluation.rows(), evaluation.loss(), numbers, confusion, seconds);
    }

    private static String name(EvaluationSettings.Split split) {
        return split.name().toLowerCase(Locale.ROOT);
    }
}
