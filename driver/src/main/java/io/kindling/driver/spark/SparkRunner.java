package io.kindling.driver.spark;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.TrainedClasses;
import io.kindling.driver.internal.preflight.Preflight;
import io.kindling.driver.internal.spark.ExecutorProcesses;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.internal.spark.SparkStrategies;
import io.kindling.driver.internal.spark.StrategyChoice;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Table;
import io.kindling.io.Location;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.internal.checkpoint.CheckpointSettings;
import io.kindling.worker.internal.machine.FilesProbe;
import io.kindling.worker.internal.machine.RowProbe;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** Starts programs on the executors of a Spark session. Immutable, as every {@link Runner}. */
public final class SparkRunner extends Runner {
    private static final Logger LOG = LoggerFactory.getLogger(SparkRunner.class);

    private final JavaSparkContext spark;
    private final StrategyKind strategy;

    private SparkRunner(
            JavaSparkContext spark, StrategyKind strategy, RunSettings settings, CheckpointSettings checkpoints) {
        super(settings, checkpoints);
        this.spark = spark;
        this.strategy = strategy;
    }

    /**
     * A runner on a session, whatever its settings are.
     *
     * @throws io.kindling.KindlingException if the session's executors are processes of this machine without Kindling's classes
     */
    public static SparkRunner on(SparkSession session) {
        ExecutorProcesses.requireClasses(session.sparkContext().conf());
        return new SparkRunner(
                JavaSparkContext.fromSparkContext(session.sparkContext()),
                StrategyKind.AUTO,
                RunSettings.DEFAULT,
                CheckpointSettings.NONE);
    }

    /**
     * Starts a session on a master: {@code local[2]}, or {@code local-cluster[2,1,1024]} for executor processes of this
     * machine, which get this process's class path. On a cluster, spark-submit starts the program, and its master and
     * settings hold.
     *
     * @throws io.kindling.KindlingException if the executor processes could not start; the message says what to set
     */
    public static SparkSession session(String master) {
        SparkMaster parsed = SparkMaster.ofSetting(master);
        if (parsed instanceof SparkMaster.None) {
            throw SettingsException.invalid("master", master, "one of Spark; Runner.local() needs no session");
        }
        return Sessions.start(parsed, Map.of());
    }

    /**
     * Sets the strategy; by default, it is chosen by the session's master. The weights do not depend on it.
     *
     * @throws io.kindling.KindlingException if the master does not support the strategy
     */
    public SparkRunner strategy(StrategyKind kind) {
        StrategyChoice.of(kind, SparkMaster.of(spark.master()), false);
        return new SparkRunner(spark, kind, settings(), checkpointSettings());
    }

    @Override
    protected SparkRunner with(RunSettings changed, CheckpointSettings changedCheckpoints) {
        return new SparkRunner(spark, strategy, changed, changedCheckpoints);
    }

    @Override
    public SparkRunner settings(RunSettings changed) {
        return with(changed, checkpointSettings());
    }

    @Override
    public SparkRunner shards(int shards) {
        return settings(settings().withShards(shards));
    }

    @Override
    public SparkRunner batchSize(int batchSize) {
        return settings(settings().withBatchSize(batchSize));
    }

    @Override
    public SparkRunner seed(long seed) {
        return settings(settings().withSeed(seed));
    }

    @Override
    public SparkRunner shuffle(Shuffle shuffle) {
        return settings(settings().withShuffle(shuffle));
    }

    @Override
    public SparkRunner execution(Execution execution) {
        return settings(settings().withExecution(execution));
    }

    private Optional<RowProbe> probe(CheckedTable rows) {
        return rows.files().isEmpty() ? Optional.empty() : Optional.of(FilesProbe.ofSome(rows.files(), hadoop()));
    }

    @Override
    protected Location location(String pathOrUri) {
        return Paths.location(pathOrUri, hadoop());
    }

    /** The session's settings of file systems, {@code spark.hadoop.*}. */
    private Map<String, String> hadoop() {
        Map<String, String> hadoop = new HashMap<>();
        for (Tuple2<String, String> setting : spark.getConf().getAllWithPrefix("spark.hadoop.")) {
            hadoop.put(setting._1(), setting._2());
        }
        return hadoop;
    }

    @Override
    public SparkRunner checkpoints(String folder) {
        return (SparkRunner) super.checkpoints(folder);
    }

    @Override
    public SparkRunner checkpoints(String folder, String every) {
        return (SparkRunner) super.checkpoints(folder, every);
    }

    @Override
    public SparkRunner checkpoints(String folder, Duration every) {
        return (SparkRunner) super.checkpoints(folder, every);
    }

    @Override
    public SparkRunner resume() {
        return (SparkRunner) super.resume();
    }

    @Override
    public SparkRunner resume(String checkpoint) {
        return (SparkRunner) super.resume(checkpoint);
    }

    /** Starts a program that needs no config on a table's rows, without validation rows. */
    public Training start(Class<? extends Program> program, Table table) {
        return start(program, Config.EMPTY, table, 0);
    }

    /** Starts a program on a table's rows, without validation rows. */
    public Training start(Class<? extends Program> program, Config config, Table table) {
        return start(program, config, table, 0);
    }

    /**
     * Starts a program on a table's rows, which executors read from its files.
     *
     * @param config the program's own settings, which it reads from {@code p.config()}
     * @param validation how many of the last rows are held out for validation
     */
    public Training start(Class<? extends Program> program, Config config, Table table, long validation) {
        CheckedTable rows = table.check();
        if (validation < 0 || validation > rows.count()) {
            throw new IllegalArgumentException(
                    "Invalid validation: " + validation + " rows (0 to " + rows.count() + ", the table's rows)");
        }
        BuiltProgram built = build(program.getName(), config, rows.schema());
        long trained = rows.count() - validation;
        if (built.hasEvaluation()) {
            TrainedClasses.warning(rows.firstRows(), rows.labels(), trained).ifPresent(LOG::warn);
        }
        return training(
                built,
                () -> rows.asConfig().with("validation", validation),
                () -> strategy(
                        built,
                        new RowSource.Query(trained, partitioner -> rows.load(0, partitioner), probe(rows)),
                        new RowSource.Query(validation, partitioner -> rows.load(trained, partitioner), probe(rows))));
    }

    @Override
    protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
        return strategy(program, new RowSource.Memory(rows.training()), new RowSource.Memory(rows.validation()));
    }

    private Strategy strategy(BuiltProgram program, RowSource training, RowSource validation) {
        if (!spark.getConf().getBoolean(Preflight.OFF, false)) {
            boolean isElastic = spark.getConf().getBoolean(StrategyChoice.DYNAMIC_ALLOCATION, false);
            StrategyChoice choice = StrategyChoice.of(strategy, SparkMaster.of(spark.master()), isElastic);
            new Preflight(spark, choice.kind(), LOG::warn).require(program, training, validation);
        }
        return SparkStrategies.watched(spark, strategy, program, settings(), training, validation);
    }
}
