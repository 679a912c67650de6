package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.OnNan;
import io.kindling.program.Program;
import io.kindling.program.ProgramException;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.internal.collective.LocalStrategy;
import io.kindling.program.internal.replica.ProgramDifference;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import io.kindling.train.internal.checkpoint.CheckpointSettings;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Starts programs and chooses where they run. {@link #local()} computes on this machine's cores; the driver module has a
 * runner for Spark. The weights do not depend on the choice.
 *
 * <p>A runner is immutable: each setting returns a runner with the setting changed.
 */
public abstract class Runner {
    private final RunSettings settings;
    private final CheckpointSettings checkpoints;

    protected Runner(RunSettings settings, CheckpointSettings checkpoints) {
        this.settings = settings;
        this.checkpoints = checkpoints;
    }

    /** A runner on threads of this JVM, without Spark. */
    public static Runner local() {
        return local(Runtime.getRuntime().availableProcessors());
    }

    /** A runner on a number of threads of this JVM, without Spark. */
    public static Runner local(int threads) {
        return new Local(threads, RunSettings.DEFAULT, CheckpointSettings.NONE);
    }

    /** The same runner with other settings. */
    public Runner settings(RunSettings changed) {
        return with(changed, checkpoints);
    }

    /** The same runner with other settings. */
    protected abstract Runner with(RunSettings changed, CheckpointSettings changedCheckpoints);

    public final RunSettings settings() {
        return settings;
    }

    public Runner shards(int shards) {
        return settings(settings.withShards(shards));
    }

    public Runner batchSize(int batchSize) {
        return settings(settings.withBatchSize(batchSize));
    }

    public Runner seed(long seed) {
        return settings(settings.withSeed(seed));
    }

    /** Sets the order in which each shard reads its rows. */
    public Runner shuffle(Shuffle shuffle) {
        return settings(settings.withShuffle(shuffle));
    }

    /** Sets how replicas compute; compiled by default. */
    public Runner execution(Execution execution) {
        return settings(settings.withExecution(execution));
    }

    /** Sets what happens to an update that is not finite; by default, training halts. */
    public Runner onNan(OnNan onNan) {
        return settings(settings.withOnNan(onNan));
    }

    /** Writes checkpoints into a folder, every 30 seconds and at the end of each epoch. */
    public Runner checkpoints(String folder) {
        return with(settings, checkpoints.in(location(folder)));
    }

    /**
     * Writes checkpoints into a folder, beside the training: a checkpoint is taken when the loop asks for a step, so it
     * has all that the loop did before. One that cannot be written is logged, and training continues. The folder must
     * not have checkpoints of another training, unless this one continues it ({@link #resume()}).
     *
     * @param folder a path or URI
     * @param every a number of steps, {@code 100}; a time, {@code 30s}, {@code 5min} or {@code 1h}; or {@code epoch}.
     *     There is at most one a second
     * @throws IllegalArgumentException if it is none of them
     */
    public Runner checkpoints(String folder, String every) {
        return with(
                settings, checkpoints.in(location(folder)).when(CheckpointPolicy.parse(every, CheckpointPolicy.KEEP)));
    }

    /** Writes checkpoints into a folder at intervals of a time; see {@link #checkpoints(String, String)}. */
    public Runner checkpoints(String folder, Duration every) {
        return with(settings, checkpoints.in(location(folder)).when(CheckpointPolicy.every(every)));
    }

    /**
     * Continues from the newest whole checkpoint in the folder of {@link #checkpoints}, in the middle of an epoch, too,
     * with the bits of a training that was not interrupted, on any runner. If there is none, {@link #start} starts from
     * the beginning. It throws a {@link io.kindling.io.ModelException} if the checkpoint was written with another
     * program, rows or settings. What a loop changed itself, such as by {@link Training#replaceWeights}, is in the
     * checkpoint and must not be repeated.
     */
    public Runner resume() {
        return with(settings, checkpoints.resume());
    }

    /**
     * Continues from a checkpoint, as {@link #resume()}; {@link #start} throws a {@link io.kindling.io.ModelException}
     * if it is missing or damaged.
     *
     * @param checkpoint its folder, such as {@code runs/a/step-000400}
     */
    public Runner resume(String checkpoint) {
        return with(settings, checkpoints.resume(location(checkpoint)));
    }

    protected final CheckpointSettings checkpointSettings() {
        return checkpoints;
    }

    /** The location of a path or URI that a user gave. */
    protected Location location(String pathOrUri) {
        return Location.of(pathOrUri);
    }

    /** Starts a program that needs no config on rows, without validation rows. */
    public final Training start(Class<? extends Program> program, Examples rows) {
        return start(program, Config.EMPTY, rows);
    }

    /** Starts a program that needs no config on rows to train and to validate with. */
    public final Training start(Class<? extends Program> program, Split<Examples> rows) {
        return start(program, Config.EMPTY, rows);
    }

    /** Starts a program on rows, without validation rows. */
    public final Training start(Class<? extends Program> program, Config config, Examples rows) {
        return start(program, config, rows.split(0));
    }

    /**
     * Starts a program on rows to train and to validate with. Each machine creates its own instance of the class.
     *
     * @param config the program's own settings, which it reads from {@code p.config()}
     * @throws ProgramException if the class cannot be instantiated, or the program cannot be built
     */
    public final Training start(Class<? extends Program> program, Config config, Split<Examples> rows) {
        BuiltProgram built = build(program.getName(), config, DataSchema.of(rows.training()));
        return training(built, () -> RowsDescription.of(rows), () -> strategy(built, rows));
    }

    /**
     * Starts a training, or continues one from a checkpoint.
     *
     * @param rows describes the rows: what a checkpoint must agree with
     * @param strategy creates the strategy
     */
    protected final Training training(BuiltProgram built, Supplier<Config> rows, Supplier<Strategy> strategy) {
        if (checkpoints.equals(CheckpointSettings.NONE)) {
            return new Training(built, strategy.get());
        }
        Config made = Config.of(
                "program", FitProgram.describe(built.spec()),
                "shuffle", settings.shuffle().toString(),
                "data", rows.get());
        TrainingCheckpoints opened = TrainingCheckpoints.open(checkpoints, made);
        try {
            Training training = new Training(built, strategy.get(), opened);
            try {
                opened.restore(training::restore);
                return training;
            } catch (ModelException unfit) {
                training.close();
                throw unfit;
            }
        } catch (Throwable failed) {
            opened.release();
            throw failed;
        }
    }

    /** Builds a program twice and checks that both builds declare the same models with the same initial weights. */
    public final BuiltProgram build(String className, Config config, DataSchema schema) {
        ProgramSpec spec = new ProgramSpec(
                className,
                config,
                schema,
                settings.seed(),
                settings.batchSize(),
                settings.shards(),
                settings.execution(),
                settings.onNan());
        BuiltProgram built = BuiltProgram.of(spec);
        if (built.phases().isEmpty()) {
            throw new ProgramException(
                    "Cannot train program " + className + ": it declares no phase. Declare one with p.phase(name).");
        }
        built.requireTrainable();
        BuiltProgram again = BuiltProgram.of(spec);
        ProgramDifference.between(built, again).ifPresent(difference -> {
            throw new ProgramException("Cannot run program " + className + ": building it twice gave different things: "
                    + difference + ". It must not depend on the time, on random numbers or on what ran before.");
        });
        return built;
    }

    /** Creates the strategy that computes the steps. */
    protected abstract Strategy strategy(BuiltProgram program, Split<Examples> rows);

    private static final class Local extends Runner {
        private final int threads;

        private Local(int threads, RunSettings settings, CheckpointSettings checkpoints) {
            super(settings, checkpoints);
            this.threads = threads;
        }

        @Override
        protected Runner with(RunSettings changed, CheckpointSettings changedCheckpoints) {
            return new Local(threads, changed, changedCheckpoints);
        }

        @Override
        protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
            return LocalStrategy.of(program, rows.training(), rows.validation(), settings(), threads);
        }
    }
}
