package io.kindling.driver.spark;

import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import io.kindling.data.Split;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Table;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Program;
import io.kindling.program.RunAhead;
import io.kindling.program.RunSettings;
import io.kindling.program.Runner;
import io.kindling.program.Strategy;
import io.kindling.program.Training;
import io.kindling.worker.BroadcastRows;
import io.kindling.worker.KindlingRegistrator;
import io.kindling.worker.LeftHere;
import io.kindling.worker.LoadRows;
import io.kindling.worker.MakeBatches;
import io.kindling.worker.RowSupply;
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

/** Starts programs on the executors of a Spark session. */
public final class SparkRunner extends Runner {
    private final JavaSparkContext spark;
    private String strategy = StrategyChoice.AUTO;

    private SparkRunner(JavaSparkContext spark) {
        this.spark = spark;
    }

    /**
     * On a session with whatever serializer; one with Kryo must know Kindling's records.
     *
     * @throws IllegalStateException where the session's Kryo does not know them
     */
    public static SparkRunner on(SparkSession session) {
        KindlingRegistrator.requireIn(SparkEnv.get());
        return new SparkRunner(JavaSparkContext.fromSparkContext(session.sparkContext()));
    }

    /**
     * How tasks work together; by itself, as suits the session's master. The weights do not depend on it.
     *
     * @param name one of {@link StrategyChoice}
     * @throws io.kindling.driver.SettingsException if there is none of this name, or it is not for this master
     */
    public SparkRunner strategy(String name) {
        StrategyChoice.onSpark(name, spark.master());
        this.strategy = name;
        return this;
    }

    /** Starts a program on a table's rows, without validation rows. */
    public Training start(Program program, Table table) {
        return start(program, table, 0);
    }

    /**
     * Starts a program on a table's rows, which go from its files to executors.
     *
     * @param validation how many of the last rows are kept apart to validate with
     */
    public Training start(Program program, Table table, long validation) {
        CheckedTable rows = table.check();
        if (validation < 0 || validation > rows.count()) {
            throw new IllegalArgumentException(
                    "Invalid validation: " + validation + " rows (0 to " + rows.count() + ", the rows there are)");
        }
        BuiltProgram built = build(program.getClass().getName(), rows.schema());
        long trained = rows.count() - validation;
        RowOwnership training = ownership(trained);
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
        RowOwnership training = ownership(rows.training().count());
        RowOwnership validation = ownership(rows.validation().count());
        return strategy(
                program,
                settings(),
                training,
                load(broadcast(rows.training(), training), settings().shards()),
                load(broadcast(rows.validation(), validation), settings().shards()));
    }

    /**
     * The strategy for rows that are placed on executors.
     *
     * @param training a partition a shard, with the rows that {@code ownership} gives it
     * @param validation rows to evaluate
     */
    public Strategy strategy(
            BuiltProgram program,
            RunSettings settings,
            RowOwnership ownership,
            JavaRDD<Examples> training,
            JavaRDD<Examples> validation) {
        JavaRDD<ShardBatches> shards = training.map(new MakeBatches(ownership, settings.shuffle(), settings.seed()));
        if (StrategyChoice.onSpark(strategy, spark.master()).name().equals(StrategyChoice.ALLREDUCE)) {
            return new RunAhead(
                    program,
                    here(shards, ShardBatches.class, "training rows"),
                    here(validation, Examples.class, "validation rows"),
                    new BarrierStage(spark, program));
        }
        return new BroadcastStrategy(
                spark,
                program,
                ownership,
                shards.persist(StorageLevel.MEMORY_AND_DISK()),
                validation.persist(StorageLevel.MEMORY_AND_DISK()));
    }

    /** The only element of each partition, as the task made it in this process. */
    private <T> List<T> here(JavaRDD<T> rows, Class<T> type, String what) {
        String name = what + " " + UUID.randomUUID();
        spark.setJobDescription("reading " + what);
        try (LeftHere<T> left = LeftHere.open(name, type)) {
            return left.values(Math.toIntExact(rows.map(left.leave()).count()));
        }
    }

    private RowOwnership ownership(long rows) {
        return new RowOwnership(rows, settings().batchSize(), settings().shards());
    }

    /** Rows that executors get by themselves, a partition a shard. */
    public JavaRDD<Examples> load(RowSupply supply, int shards) {
        return spark.parallelize(IntStream.range(0, shards).boxed().toList(), shards)
                .map(new LoadRows(supply));
    }

    /** A supply of rows that executors fetch from the driver's memory, shard by shard. */
    public RowSupply broadcast(Examples rows, RowOwnership ownership) {
        List<Broadcast<Examples>> shards = new ArrayList<>();
        for (int shard = 0; shard < ownership.shards(); shard++) {
            shards.add(spark.broadcast(rows.read(ownership.rows(shard))));
        }
        return new BroadcastRows(List.copyOf(shards));
    }
}
