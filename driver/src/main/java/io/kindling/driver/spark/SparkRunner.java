package io.kindling.driver.spark;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.driver.internal.spark.BarrierStage;
import io.kindling.driver.internal.spark.BroadcastStrategy;
import io.kindling.driver.internal.spark.StrategyChoice;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Table;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.internal.collective.PipelinedStrategy;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.worker.KindlingRegistrator;
import io.kindling.worker.internal.BroadcastRows;
import io.kindling.worker.internal.JvmExchange;
import io.kindling.worker.internal.LoadRows;
import io.kindling.worker.internal.MakeBatches;
import io.kindling.worker.internal.RowSupply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Starts programs on the executors of a Spark session. Immutable, as every {@link Runner}. */
public final class SparkRunner extends Runner {
    private final JavaSparkContext spark;
    private final String strategy;

    private SparkRunner(JavaSparkContext spark, String strategy, RunSettings settings) {
        super(settings);
        this.spark = spark;
        this.strategy = strategy;
    }

    /**
     * A runner on a session. If the session's serializer is Kryo, Kindling's classes must be registered.
     *
     * @throws IllegalStateException if the session's serializer is Kryo and they are not registered
     */
    public static SparkRunner on(SparkSession session) {
        KindlingRegistrator.requireIn(SparkEnv.get());
        return new SparkRunner(
                JavaSparkContext.fromSparkContext(session.sparkContext()), StrategyChoice.AUTO, RunSettings.DEFAULT);
    }

    /**
     * Sets the strategy; by default, it is chosen by the session's master. The weights do not depend on it.
     *
     * @param name one of {@link StrategyChoice}
     * @throws io.kindling.driver.internal.SettingsException if the name is unknown or the master does not support the strategy
     */
    public SparkRunner strategy(String name) {
        StrategyChoice.onSpark(name, spark.master());
        return new SparkRunner(spark, name, settings());
    }

    @Override
    public SparkRunner settings(RunSettings changed) {
        return new SparkRunner(spark, strategy, changed);
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
        RowPartitioner training = ownership(trained);
        return new Training(
                built,
                strategy(
                        built,
                        settings(),
                        training,
                        rows.place(0, training),
                        rows.place(trained, ownership(validation))));
    }

    @Override
    protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
        RowPartitioner training = ownership(rows.training().count());
        RowPartitioner validation = ownership(rows.validation().count());
        return strategy(
                program,
                settings(),
                training,
                load(broadcast(rows.training(), training), settings().shards()),
                load(broadcast(rows.validation(), validation), settings().shards()));
    }

    /**
     * Creates the strategy for rows on executors.
     *
     * @param ownership the row partitioning of the training rows over shards
     * @param training one partition for each shard
     * @param validation rows to evaluate
     */
    public Strategy strategy(
            BuiltProgram program,
            RunSettings settings,
            RowPartitioner ownership,
            JavaRDD<Examples> training,
            JavaRDD<Examples> validation) {
        JavaRDD<ShardBatches> shards = training.map(new MakeBatches(ownership, settings.shuffle(), settings.seed()));
        if (StrategyChoice.onSpark(strategy, spark.master()).name().equals(StrategyChoice.ALLREDUCE)) {
            return new PipelinedStrategy(
                    program,
                    collectByReference(shards, ShardBatches.class, "training rows"),
                    collectByReference(validation, Examples.class, "validation rows"),
                    new BarrierStage(spark, program));
        }
        return new BroadcastStrategy(
                spark,
                program,
                ownership,
                shards.persist(StorageLevel.MEMORY_AND_DISK()),
                validation.persist(StorageLevel.MEMORY_AND_DISK()));
    }

    /** The only element of each partition, as the object that its task created in this process. */
    private <T> List<T> collectByReference(JavaRDD<T> rows, Class<T> type, String what) {
        String name = what + " " + UUID.randomUUID();
        spark.setJobDescription("reading " + what);
        try (JvmExchange<T> exchange = JvmExchange.open(name, type)) {
            return exchange.values(Math.toIntExact(rows.map(exchange.put()).count()));
        }
    }

    private RowPartitioner ownership(long rows) {
        return new RowPartitioner(rows, settings().batchSize(), settings().shards());
    }

    /** Rows that executors load from a supply, one partition for each shard. */
    public JavaRDD<Examples> load(RowSupply supply, int shards) {
        return spark.parallelize(IntStream.range(0, shards).boxed().toList(), shards)
                .map(new LoadRows(supply));
    }

    /** A supply of rows in the driver's memory, with one broadcast for each shard. */
    public RowSupply broadcast(Examples rows, RowPartitioner ownership) {
        List<Broadcast<Examples>> shards = new ArrayList<>();
        for (int shard = 0; shard < ownership.shards(); shard++) {
            shards.add(spark.broadcast(rows.read(ownership.rows(shard))));
        }
        return new BroadcastRows(List.copyOf(shards));
    }
}
