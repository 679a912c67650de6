package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.ProgramException;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.internal.collective.LocalStrategy;
import io.kindling.program.internal.replica.ProgramDifference;

/**
 * Starts programs and chooses where they run. {@link #local()} computes on this machine's cores; the driver module has a
 * runner for Spark. The weights do not depend on the choice.
 *
 * <p>A runner is immutable: each setting returns a runner with the setting changed.
 */
public abstract class Runner {
    private final RunSettings settings;

    protected Runner(RunSettings settings) {
        this.settings = settings;
    }

    /** A runner on threads of this JVM, without Spark. */
    public static Runner local() {
        return local(Runtime.getRuntime().availableProcessors());
    }

    /** A runner on a number of threads of this JVM, without Spark. */
    public static Runner local(int threads) {
        return new Local(threads, RunSettings.DEFAULT);
    }

    /** The same runner with other settings. */
    public abstract Runner settings(RunSettings changed);

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
        return new Training(built, strategy(built, rows));
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
                settings.execution());
        BuiltProgram built = BuiltProgram.of(spec);
        if (built.phases().isEmpty()) {
            throw new ProgramException(
                    "Cannot train program " + className + ": it declares no phase. Declare one with p.phase(name).");
        }
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

        private Local(int threads, RunSettings settings) {
            super(settings);
            this.threads = threads;
        }

        @Override
        public Runner settings(RunSettings changed) {
            return new Local(threads, changed);
        }

        @Override
        protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
            return LocalStrategy.of(program, rows.training(), rows.validation(), settings(), threads);
        }
    }
}
