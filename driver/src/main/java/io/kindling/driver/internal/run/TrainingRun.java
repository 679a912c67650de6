package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.dataset.TableSettings;
import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.output.Origin;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.driver.internal.run.output.QuarantineFolder;
import io.kindling.driver.internal.run.output.ResultFile;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.ModelException;
import io.kindling.io.ModelFolder;
import io.kindling.io.internal.lock.LockWait;
import io.kindling.nn.Model;
import io.kindling.program.BuiltProgram;
import io.kindling.program.ProgramException;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import io.kindling.train.internal.checkpoint.CheckpointListener;
import io.kindling.train.internal.checkpoint.CheckpointWriter;
import io.kindling.train.internal.checkpoint.Checkpoints;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Trains a program with checked settings, and writes the output folder. */
public final class TrainingRun {
    private final TrainSettings settings;
    private final RunListener listener;

    public TrainingRun(TrainSettings settings, RunListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Checks the settings, data and program, then trains and saves.
     *
     * @param engine the engine for the settings
     */
    public TrainResult run(Engine engine) {
        ResultFile.earlierError(settings.output(), settings.data().hadoop()).ifPresent(error -> {
            listener.note("Repeating the error of the driver that this one was started in place of.");
            throw error;
        });
        RunFolder.requireFree(
                settings.output(), settings.existing(), settings.data().hadoop());
        settings.data().source().guess().ifPresent(listener::note);
        TrainingRows allRows = TrainingRows.open(settings.data(), engine::session, listener::note);
        BuiltProgram program = build(allRows);
        ProgramBuild.unusedInputs(program).ifPresent(listener::note);
        refuseUnusedOptions(program, allRows);
        requireSavable(program, allRows);
        if (program.hasEvaluation()) {
            allRows.classWarning().ifPresent(listener::note);
        }
        allRows.leftOut().ifPresent(listener::note);
        TrainingRows rows = program.hasEvaluation() ? allRows : allRows.withoutEvaluation(settings.data());
        try (RunFolder folder = RunFolder.claim(
                settings.output(),
                settings.existing(),
                settings.command(),
                settings.data().hadoop(),
                new LockWait(listener::note, listener::waiting))) {
            folder.warning().ifPresent(listener::note);
            quarantine(rows, folder);
            Training training = engine.training(program, settings.run(), rows.training(), rows.validation());
            return train(rows, folder, engine, training);
        }
    }

    /** @throws SettingsException if an epoch has no number of the name that the settings give */
    private BestEpoch bestEpoch(BuiltProgram program, TrainingRows rows) {
        boolean validates = program.hasEvaluation() && rows.validation().count() > 0;
        return new BestEpoch(
                settings.length().best().of(program, validates),
                settings.length().patience());
    }

    private void refuseUnusedOptions(BuiltProgram program, TrainingRows rows) {
        bestEpoch(program, rows);
        if (program.hasEvaluation()) {
            return;
        }
        if (settings.data().validation() != ValidationSize.DEFAULT
                && rows.validation().count() > 0) {
            throw new SettingsException("Cannot validate: program " + settings.program()
                    + " declares no evaluation, so validation rows would not be used. Leave --validation out.");
        }
        int losses = program.phases().size();
        TrainSettings.Length length = settings.length();
        if (length.patience().isPresent()
                && losses > 1
                && length.best().metric().isEmpty()) {
            throw new SettingsException("Cannot stop early: program " + settings.program() + " has " + losses
                    + " losses, and no evaluation whose loss could be watched. Leave --patience out, or name one of the"
                    + " losses with --keep-best.");
        }
    }

    /** Refuses models that could not be saved or not be read again, before they are trained. */
    private void requireSavable(BuiltProgram program, TrainingRows rows) {
        ModelFolder models = new ModelFolder(program.models(), Provenance.of(settings, rows, program));
        ProgramException.check(
                "Cannot train program " + settings.className() + ", whose models could not be saved and read again",
                program.spec(),
                models::requireReadable);
    }

    private BuiltProgram build(TrainingRows rows) {
        Optional<SavedModels> init = settings.init()
                .map(path ->
                        SavedModels.read(Paths.location(path, settings.data().hadoop())));
        BuiltProgram program = ProgramBuild.of(settings.className(), settings.config(), settings.run(), rows);
        init.ifPresent(weights -> weights.load(program, rows.schema()));
        return program;
    }

    private TrainResult train(TrainingRows rows, RunFolder folder, Engine engine, Training training) {
        RunPlan plan = new RunPlan(
                settings,
                rows,
                (rows.training().count() - 1) / settings.run().batchSize() + 1,
                training.strategy().kind(),
                engine.reason(),
                engine.location(),
                engine.parallelism());
        BuiltProgram program = training.program();
        listener.started(plan);
        if (!training.program().hasEvaluation() && !ProgramBuild.isBuiltIn(settings.className())) {
            listener.note("No validation: program " + settings.className()
                    + " declares no evaluation. Declare one with p.evaluation(...).");
        }
        Optional<Checkpoints.Found> from = checkpoint(rows, folder, training.program());
        RunProgress progress = progress(rows, folder, program, from);
        Resumption resumption = resumption(rows, folder, program);
        Origin origin = from.map(resumption::origin).orElse(folder.origin());
        OptionalLong lost = folder.isResuming() || folder.replacesUnfinished()
                ? origin.metrics(
                                progress.metricsBytes(),
                                from.map(found -> found.content().state().step())
                                        .orElse(0L))
                        .lostSteps()
                : OptionalLong.empty();
        start(from, folder, training);
        from.ifPresent(found -> resumption.carryOver(found, progress));
        TrainResult.Start started = new TrainResult.Start(
                plan.epochOf(training.step()),
                training.step(),
                program.phases().get(0).name());
        CheckpointWriter checkpoints = new CheckpointWriter(
                new Checkpoints(folder.checkpoints()),
                settings.checkpoints(),
                made(rows, program),
                from.map(found -> found.content().chain()).orElse(""),
                training.step(),
                guarded(folder, engine));
        EpochLoop loop = new EpochLoop(plan, training, progress, checkpoints, listener, engine::stepDone);
        try (checkpoints) {
            loop.run(folder);
        }
        listener.saving();
        List<Model> models = training.models();
        progress.bestWeights().ifPresent(program::loadWeights);
        save(rows, folder, training.program());
        listener.saved();
        draw(progress.epochs(), progress.losses(), folder);
        TrainResult result = new TrainResult(
                settings,
                training.step(),
                training.strategy().kind(),
                WeightsDigest.of(models),
                work(engine),
                from.map(found -> started),
                new TrainResult.Recovery(lost, from.isPresent() ? loop.secondsToFirstStep() : OptionalDouble.empty()),
                new TrainResult.Checkpointing(
                        checkpoints.saves(),
                        checkpoints.bytes(),
                        checkpoints.stallMillis(),
                        checkpoints.processorMillis()),
                TrainResult.Best.of(progress.best()),
                progress.epochs(),
                training.program(),
                rows.training().data().leftOut(),
                folder);
        folder.writeResult(result.asJson());
        return result;
    }

    /** Reports checkpoints, and lets none be written once another run has the folder. */
    private CheckpointListener guarded(RunFolder folder, Engine engine) {
        return new CheckpointListener() {
            @Override
            public void committing() {
                folder.requireLockNow();
            }

            @Override
            public void checkpointed(long steps) {
                engine.checkpointed();
                listener.checkpointed(steps);
            }

            @Override
            public void note(String line) {
                listener.note(line);
            }
        };
    }

    /**
     * Returns the newest checkpoint if the run is to be resumed, or if the same command did not finish before: its weights would
     * be the same from the beginning. Otherwise empty: the run starts from the beginning.
     */
    private Optional<Checkpoints.Found> checkpoint(TrainingRows rows, RunFolder folder, BuiltProgram program) {
        if (!folder.isResuming() && !folder.replacesUnfinished()) {
            return Optional.empty();
        }
        Optional<Checkpoints.Found> from = resumption(rows, folder, program).checkpoint();
        if (from.isEmpty() && folder.holdsFinishedRun() && folder.isResuming()) {
            throw new OutputException(
                    "Cannot resume in " + folder + ": its run is finished, and has no checkpoint left to"
                            + " continue from. Give another --output, or --overwrite.");
        }
        return from;
    }

    private Resumption resumption(TrainingRows rows, RunFolder folder, BuiltProgram program) {
        return new Resumption(settings, folder, made(rows, program), listener::note);
    }

    /** @throws ModelException if the checkpoint is not that of a run, or its best epoch's is missing or damaged */
    private RunProgress progress(
            TrainingRows rows, RunFolder folder, BuiltProgram program, Optional<Checkpoints.Found> from) {
        BestEpoch best = bestEpoch(program, rows);
        if (from.isEmpty()) {
            return new RunProgress(best);
        }
        RunProgress progress = remembered(from.get(), best);
        resumption(rows, folder, program).loadBest(from.get(), progress);
        return progress;
    }

    private static RunProgress remembered(Checkpoints.Found from, BestEpoch best) {
        try {
            return RunProgress.from(from.content().run(), best);
        } catch (IllegalArgumentException | ClassCastException malformed) {
            throw Resumption.malformed(from, malformed);
        }
    }

    /** Restores a checkpoint, or prepares the folder for a start from the beginning. */
    private void start(Optional<Checkpoints.Found> from, RunFolder folder, Training training) {
        if (from.isPresent()) {
            from.get().restore(training::restore);
            folder.resume();
            listener.checkpointed(training.step());
        } else {
            folder.begin();
            if (folder.isResuming()) {
                listener.note(
                        "Starting from the beginning: there is no whole checkpoint in " + folder.checkpoints() + ".");
            } else if (folder.replacesUnfinished()) {
                listener.note("Starting over in " + folder
                        + ": the previous run there did not finish and left no checkpoint and no model.");
            }
        }
    }

    private void quarantine(TrainingRows rows, RunFolder folder) {
        TableSettings tolerance = settings.data().source().table();
        if (tolerance.quarantines()) {
            String path = tolerance.quarantine().orElse(folder.badRecords().toString());
            rows.training()
                    .data()
                    .badRecords()
                    .ifPresent(records -> QuarantineFolder.write(
                            records, path, settings.data().hadoop()));
            listener.note("Bad records are in " + path + ".");
        }
    }

    /** Describes how the run trains: what a checkpoint must agree with. */
    private Config made(TrainingRows rows, BuiltProgram program) {
        Map<String, Object> made =
                new LinkedHashMap<>(Provenance.of(settings, rows, program).asMap());
        made.keySet().removeAll(List.of("kindling", "command"));
        return Config.of(made);
    }

    private void save(TrainingRows rows, RunFolder folder, BuiltProgram program) {
        Config made = Provenance.of(settings, rows, program);
        folder.requireLockNow();
        try {
            new ModelFolder(program.models(), made).write(folder.model());
        } catch (IOException failed) {
            throw RunFolder.unwritable(folder.model(), failed);
        }
    }

    /** What the engine did; empty if that is not known. The models are saved, so nothing here fails the training. */
    private Optional<Engine.Work> work(Engine engine) {
        String reason = "Spark did not deliver its events in time";
        try {
            Optional<Engine.Work> work = engine.work();
            if (work.isPresent()) {
                return work;
            }
        } catch (Throwable failed) {
            reason = failed.toString();
        }
        listener.note("Cannot count tasks: " + reason + ". The result lacks executors, tasks and retries.");
        return Optional.empty();
    }

    private void draw(List<EpochResult> epochs, LossCurve losses, RunFolder folder) {
        try {
            Curves.write(epochs, losses, folder.curves());
        } catch (Throwable failed) {
            listener.note("Cannot draw " + folder.curves() + ": " + failed + ". The numbers are in history.csv.");
        }
    }
}
