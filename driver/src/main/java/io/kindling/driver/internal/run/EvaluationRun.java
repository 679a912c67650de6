package io.kindling.driver.internal.run;

import io.kindling.data.DataException;
import io.kindling.data.Shuffle;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.run.result.EvaluationResult;
import io.kindling.driver.table.LeftOut;
import io.kindling.driver.table.StreamedTable;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.metric.PredictionMetric;
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

    private final EvaluationSettings settings;
    private final boolean drawn;

    public EvaluationRun(EvaluationSettings settings) {
        this(settings, false);
    }

    private EvaluationRun(EvaluationSettings settings, boolean drawn) {
        this.settings = settings;
        this.drawn = drawn;
    }

    /** Returns this run for a confusion matrix to draw: a program that counts none is refused before anything is computed. */
    public EvaluationRun withConfusionMatrix() {
        return new EvaluationRun(settings, true);
    }

    /**
     * Checks everything that can be checked without Spark, then starts it if needed and evaluates.
     *
     * @param engine the engine for the settings
     */
    public EvaluationResult run(Engine engine) {
        SavedModels saved = SavedModels.read(Paths.location(settings.model(), settings.hadoop()));
        boolean recorded = saved.recorded().isPresent();
        ProgramSpec spec = saved.program(settings.unrecorded());
        BuiltProgram program = built(spec, saved);
        requireEvaluation(program, recorded);
        List<PredictionMetric> added = DerivedMetrics.of(program);
        requireConfusionMatrix(program, added);
        ProgramSpec evaluated = spec.evaluating(added);
        EvaluationSettings.Split split =
                settings.split().orElse(recorded ? EvaluationSettings.DEFAULT_SPLIT : EvaluationSettings.Split.TEST);
        ModelData data = new ModelData(
                saved, spec.data(), settings.source(), settings.choice(), settings.hadoop(), engine::session);
        Optional<ModelData.TableRows> table = data.toEvaluate(split);
        if (table.isPresent()) {
            ModelData.TableRows rows = table.get();
            requireRows(rows.count(), split, rows.table());
            data.quarantine(rows.table());
            return evaluate(
                    name(split) + " of " + rows.table(),
                    rows,
                    built(recorded ? evaluated : evaluated.with(rows.schema()), saved),
                    engine);
        }
        if (settings.by().isPresent()) {
            throw SettingsException.invalid("by", settings.by().get(), "only for tables: IDX files have no columns");
        }
        RowRange rows = rows(split, data);
        return evaluate(
                name(split) + " of " + rows.data(),
                rows,
                built(recorded ? evaluated : evaluated.with(rows.data().schema()), saved),
                data.classNames(),
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

    private void requireConfusionMatrix(BuiltProgram program, List<PredictionMetric> added) {
        if (drawn && !DerivedMetrics.countConfusion(program, added)) {
            throw new SettingsException("Cannot draw a confusion matrix for the model in " + settings.model()
                    + ": its program does not predict the probability of each class. Leave --confusion-matrix out, or declare"
                    + " p.prediction(batch -> ...) with a column for each class, or a ConfusionMatrix that the evaluation"
                    + " updates. For a folder that records no program, add ConfusionMatrix to --metrics.");
        }
    }

    private static EvaluationResult evaluate(
            String what, RowRange rows, BuiltProgram program, List<String> names, Engine engine) {
        Training training = engine.training(program, runSettings(program), rows.none(), rows);
        long start = System.nanoTime();
        Evaluation evaluation = training.evaluate();
        return EvaluationResult.of(
                what, program, evaluation, names, (System.nanoTime() - start) / NANOS, LeftOut.NONE, Optional.empty());
    }

    private EvaluationResult evaluate(String what, ModelData.TableRows rows, BuiltProgram program, Engine engine) {
        StreamClock clock = new StreamClock(engine.session().sparkContext());
        List<String> names = rows.labels().classNames();
        LeftOut leftOut = rows.table().leftOut();
        long start = System.nanoTime();
        if (settings.by().isEmpty()) {
            Evaluation evaluation = rows.table().evaluate(program, rows.labels(), rows.from(), rows.to(), clock);
            double seconds = (System.nanoTime() - start) / NANOS;
            return EvaluationResult.of(what, program, evaluation, names, seconds, leftOut, Optional.of(clock.times()));
        }
        String column = settings.by().get();
        StreamedTable.Grouped grouped =
                rows.table().evaluateBy(column, program, rows.labels(), rows.from(), rows.to(), clock);
        double seconds = (System.nanoTime() - start) / NANOS;
        Map<String, EvaluationResult> groups = new LinkedHashMap<>();
        grouped.groups()
                .forEach((value, group) -> groups.put(
                        value,
                        EvaluationResult.of(what, program, group, names, seconds, LeftOut.NONE, Optional.empty())));
        return EvaluationResult.of(what, program, grouped.whole(), names, seconds, leftOut, Optional.of(clock.times()))
                .with(new EvaluationResult.Groups(column, groups));
    }

    private static RowRange rows(EvaluationSettings.Split split, ModelData data) {
        RowRange rows = switch (split) {
            case TRAIN -> data.training();
            case VALIDATION -> data.validation();
            case TEST -> data.test();
            case ALL -> data.all();
        };
        requireRows(rows.count(), split, rows.data());
        return rows;
    }

    private static void requireRows(long count, EvaluationSettings.Split split, Object data) {
        if (count == 0) {
            throw new DataException("Cannot evaluate the " + name(split) + " of " + data + ": there are none.");
        }
    }

    private static RunSettings runSettings(BuiltProgram program) {
        ProgramSpec spec = program.spec();
        return new RunSettings(spec.batchSize(), spec.shards(), spec.seed(), Shuffle.NONE, spec.execution());
    }

    private static String name(EvaluationSettings.Split split) {
        return split == EvaluationSettings.Split.ALL ? "rows" : split.name().toLowerCase(Locale.ROOT) + " rows";
    }
}
