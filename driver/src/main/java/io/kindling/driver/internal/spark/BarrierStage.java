package io.kindling.driver.internal.spark;

import io.kindling.io.internal.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.internal.collective.GroupSession;
import io.kindling.program.internal.collective.WorkerLauncher;
import io.kindling.worker.internal.BarrierTask;
import io.kindling.worker.internal.GroupSessions;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Launches the ranks of a group session as tasks of a barrier stage, on a master whose tasks run in this process. */
public final class BarrierStage implements WorkerLauncher {
    private static final ClassTag<Integer> INTEGER = ClassTag$.MODULE$.apply(Integer.class);
    private static final int EXIT_SECONDS = 30;

    private record Launch(String name, GroupSession session, JavaFutureAction<Void> job) {}

    private final JavaSparkContext spark;
    private final String className;
    private final String programJson;
    private final int ranks;
    private final LongAccumulator shardsComputed;
    private volatile @Nullable Launch last;

    public BarrierStage(JavaSparkContext spark, BuiltProgram program) {
        this.spark = spark;
        this.className = program.spec().className();
        this.programJson = Json.compact(program.spec().asConfig());
        this.ranks = Math.min(slots(spark), program.spec().shards());
        this.shardsComputed = spark.sc().longAccumulator(ShardJobs.SHARDS_COMPUTED);
    }

    /** How many tasks can run simultaneously. */
    private static int slots(JavaSparkContext spark) {
        return spark.sc()
                .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
    }

    @Override
    public int ranks() {
        return ranks;
    }

    /** The number of attempts that Spark makes for a task: 1 by default in local mode. */
    @Override
    public int attempts() {
        return SparkMaster.of(spark.master()) instanceof SparkMaster.Local local
                        && local.maxFailures().isPresent()
                ? Math.max(1, local.maxFailures().getAsInt())
                : spark.getConf().getInt("spark.task.maxFailures", 1);
    }

    @Override
    public String executor() {
        return SparkEnv.get().executorId();
    }

    @Override
    public void launch(GroupSession session, int attempt) {
        String name = GroupSessions.register(session);
        spark.setLocalProperty(ShardJobs.PROPERTY, ShardJobs.TRAINING);
        spark.setLocalProperty(ShardJobs.ATTEMPT, Integer.toString(attempt));
        spark.setLocalProperty(ShardJobs.LONG_RUNNING, "true");
        spark.setJobDescription(className + ": group session of " + ranks + " ranks");
        RDD<Integer> numbers = spark.parallelize(
                        IntStream.range(0, ranks).boxed().toList(), ranks)
                .rdd();
        RDD<Integer> stage =
                numbers.barrier().mapPartitions(new BarrierTask(name, programJson, shardsComputed), false, INTEGER);
        last = new Launch(name, session, JavaRDD.fromRDD(stage, INTEGER).foreachPartitionAsync(ignored -> {}));
        spark.setLocalProperty(ShardJobs.ATTEMPT, null);
        spark.setLocalProperty(ShardJobs.LONG_RUNNING, null);
    }

    @Override
    public void requireLaunched() {
        Launch launch = last;
        // If tasks started and were killed, the session ended before the job did, and the strategy decides whether to
        // retry.
        if (launch != null && launch.job().isDone() && !launch.session().isEnded()) {
            try {
                launch.job().get();
            } catch (ExecutionException failed) {
                Throwable cause = failed.getCause() == null ? failed : failed.getCause();
                String message = wasCancelled(cause)
                        ? "Cannot continue: the Spark job that computes the steps was cancelled: "
                        : "Cannot start " + ranks + " tasks simultaneously: ";
                throw new IllegalStateException(message + cause.getMessage(), cause);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            launch.session().end();
        }
    }

    /** Whether a job ended because somebody cancelled it. */
    static boolean wasCancelled(Throwable cause) {
        return cause instanceof SparkException spark && "SPARK_JOB_CANCELLED".equals(spark.getCondition());
    }

    @Override
    public boolean awaitExit() {
        Launch launch = last;
        if (launch == null) {
            return true;
        }
        GroupSessions.unregister(launch.name());
        try {
            launch.job().get(EXIT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | CancellationException ended) {
            return true;
        } catch (TimeoutException stuck) {
            launch.job().cancel(true);
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        // A killed task reports the reason when it exits.
        Launch launch = awaitExit() ? last : null;
        String message = "Cannot continue: "
                + (launch == null ? Optional.<String>empty() : launch.session().killReason())
                        .map(reason -> reason + ". With --master local[N,4] its steps are computed again.")
                        .orElse("a task failed outside the program's code: " + cause);
        return new IllegalStateException(message, new SparkException(message, cause));
    }

    @Override
    public void close() {
        last = null;
    }
}
