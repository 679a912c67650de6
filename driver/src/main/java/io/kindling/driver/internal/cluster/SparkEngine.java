package io.kindling.driver.internal.cluster;

import io.kindling.KindlingException;
import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.preflight.Preflight;
import io.kindling.driver.internal.spark.ExecutorWatch;
import io.kindling.driver.internal.spark.RunGauges;
import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.ShardJobs;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.internal.spark.SparkStrategies;
import io.kindling.driver.internal.spark.StrategyChoice;
import io.kindling.io.internal.Reason;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.train.Training;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** An engine on the executors of its own Spark session. */
final class SparkEngine implements Engine {
    /** The number of parts that Spark SQL splits files into. By default, it depends on the current number of cores. */
    private static final String PARTS = "spark.sql.leafNodeDefaultParallelism";

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration EVENTS_LIMIT = Duration.ofSeconds(5);

    private final MachineSettings settings;
    private final EngineListener listener;
    private final ShardJobs jobs = new ShardJobs();
    private final RunGauges gauges = new RunGauges(jobs::shardsByExecutor);
    private @Nullable SparkSession session;
    private @Nullable Training started;

    SparkEngine(MachineSettings settings, EngineListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public SparkSession session() {
        if (session == null) {
            listener.busy("Starting Spark");
            session = start();
            jobs.listenTo(session.sparkContext());
            session.sparkContext().addSparkListener(new TablePasses(listener::passing));
            watchExecutors(session.sparkContext());
        }
        return session;
    }

    private SparkSession start() {
        if (!Sessions.supports(settings.master())) {
            throw SettingsException.invalid(
                    "master",
                    settings.master().url(),
                    "the Spark on this class path has no module for it: run this with the spark-submit of one that has");
        }
        if (settings.master() instanceof SparkMaster.Standalone cluster) {
            MasterProbe.requireReachable(cluster, CONNECT_LIMIT);
            SparkConf conf = new SparkConf();
            settings.conf().forEach(conf::set);
            MasterSecret.requireAccepted(cluster, conf, CONNECT_LIMIT);
        }
        SparkSession started = start(settings.master(), settings.conf());
        try {
            SparkConf conf = started.sparkContext().conf();
            if (ExecutorWait.isNeeded(conf)) {
                ExecutorWait.of(settings.limits().executors()).await(started, listener::note);
            }
            fixParts(started);
            return started;
        } catch (Throwable unfit) {
            BoundedEnd.run(started::stop, BoundedEnd.LIMIT, note -> {});
            throw unfit;
        }
    }

    private void watchExecutors(SparkContext spark) {
        if (SparkMaster.of(spark.master()).isThisProcess()) {
            return;
        }
        ExecutorWatch.start(spark, settings.limits().executors(), job -> true, new ExecutorWatch.Listener() {
            @Override
            public void waiting(String message) {
                listener.note(message);
            }

            @Override
            public void expired(ClusterException failure) {
                listener.cancelling(failure);
                spark.cancelAllJobs();
            }

            @Override
            public void stuck(ClusterException failure) {
                listener.stuck(failure);
            }
        });
    }

    /**
     * Fixes the number of parts, because a table's rows are numbered by the parts of its files: later queries must find the same
     * parts even if executors were added or lost.
     */
    private static void fixParts(SparkSession session) {
        if (!session.conf().contains(PARTS)) {
            session.conf().set(PARTS, Integer.toString(session.sparkContext().defaultParallelism()));
        }
    }

    /** Starts a session, with exceptions that tell the user what to do if it does not start. */
    static SparkSession start(SparkMaster master, Map<String, String> conf) {
        try {
            return Sessions.start(master, conf);
        } catch (KindlingException ours) {
            throw ours;
        } catch (Exception failed) { // Scala declares no checked exceptions.
            if (failed instanceof SparkThrowable known && "INVALID_DRIVER_MEMORY".equals(known.getCondition())) {
                throw new SettingsException(
                        "Cannot start Spark on " + master.url() + ": this process has "
                                + (Runtime.getRuntime().maxMemory() >> 20)
                                + " MB of memory, Spark needs 450. Give it more, for example with KINDLING_JAVA_OPTS=-Xmx2g.",
                        failed);
            }
            MissingClass.of(failed, conf).ifPresent(message -> {
                throw new SettingsException("Cannot start Spark on " + master.url() + ": " + message, failed);
            });
            throw new ClusterException("Cannot start Spark on " + master.url() + ": " + Reason.of(failed), failed);
        }
    }

    @Override
    public Training training(BuiltProgram program, RunSettings run, RowRange training, RowRange validation) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session().sparkContext());
        RowMemory.of(program.spec().data(), training.count() + validation.count())
                .requireRoom(session().sparkContext());
        if (settings.preflight()) {
            listener.busy("Checking the executors");
            new Preflight(spark, choice().kind(), listener::note)
                    .require(program, training.source(), validation.source());
        }
        Strategy strategy =
                SparkStrategies.of(spark, settings.strategy(), program, run, training.source(), validation.source());
        Training begun = new Training(program, strategy)
                .stepTimeout(settings.limits().step())
                .stepListener(new StepNotes(listener));
        started = begun;
        gauges.register();
        return begun;
    }

    @Override
    public void stepDone(StepResult step) {
        gauges.stepDone(step);
    }

    @Override
    public void checkpointed() {
        gauges.checkpointed();
    }

    /** The master of the session, which spark-submit may have set. */
    private SparkMaster master() {
        return SparkMaster.of(session().sparkContext().master());
    }

    @Override
    public String reason() {
        return choice().reason();
    }

    private StrategyChoice choice() {
        return StrategyChoice.of(
                settings.strategy(),
                master(),
                session().sparkContext().conf().getBoolean(StrategyChoice.DYNAMIC_ALLOCATION, false));
    }

    @Override
    public String location() {
        return master().url();
    }

    @Override
    public int parallelism() {
        return master() instanceof SparkMaster.LocalCluster cluster
                ? cluster.cores()
                : session().sparkContext().defaultParallelism();
    }

    @Override
    public Optional<Work> work() {
        if (started != null) {
            started.strategy().releaseWorkers();
        }
        if (!jobs.awaitEvents(session(), EVENTS_LIMIT)) {
            return Optional.empty();
        }
        return Optional.of(new Work(
                jobs.shardsByExecutor().entrySet().stream()
                        .map(entry -> new ExecutorWork(entry.getKey(), entry.getValue()))
                        .toList(),
                jobs.tasks(),
                jobs.retries()));
    }

    @Override
    public void close() {
        if (session != null) {
            BoundedEnd.run(this::end, BoundedEnd.LIMIT, listener::note);
        }
    }

    private void end() {
        try {
            gauges.close();
            if (started != null) {
                started.close();
            }
        } finally {
            session().stop();
        }
    }
}
