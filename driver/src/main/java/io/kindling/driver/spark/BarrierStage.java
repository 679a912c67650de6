package io.kindling.driver.spark;

import io.kindling.io.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Hiring;
import io.kindling.program.Shift;
import io.kindling.worker.JoinShift;
import io.kindling.worker.OpenShifts;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** Hires the tasks of a barrier stage, which Spark starts all at once, in a session whose tasks are in this process. */
final class BarrierStage implements Hiring {
    private static final Pattern LOCAL_WITH_FAILURES = Pattern.compile("local\\[[^,]*,\\s*(\\d+)\\s*]");
    private static final ClassTag<Integer> INTEGER = ClassTag$.MODULE$.apply(Integer.class);
    private static final int LEAVING_SECONDS = 30;

    private record Hired(String name, Shift shift, JavaFutureAction<Void> job) {}

    private final JavaSparkContext spark;
    private final String className;
    private final String programJson;
    private final int participants;
    private final LongAccumulator shardsComputed;
    private volatile @Nullable Hired last;

    BarrierStage(JavaSparkContext spark, BuiltProgram program) {
        this.spark = spark;
        this.className = program.spec().className();
        this.programJson = Json.compact(program.spec().asConfig());
        this.participants = Math.min(slots(spark), program.spec().shards());
        this.shardsComputed = spark.sc().longAccumulator(ShardJobs.SHARDS_COMPUTED);
    }

    /** How many tasks can run at once. */
    private static int slots(JavaSparkContext spark) {
        return spark.sc()
                .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
    }

    @Override
    public int participants() {
        return participants;
    }

    /** As often as Spark tries a task: on one machine once, if the master does not say otherwise. */
    @Override
    public int attempts() {
        Matcher failures = LOCAL_WITH_FAILURES.matcher(spark.master());
        return failures.matches()
                ? Math.max(1, Integer.parseInt(failures.group(1)))
                : spark.getConf().getInt("spark.task.maxFailures", 1);
    }

    @Override
    public String place() {
        return SparkEnv.get().executorId();
    }

    @Override
    public void hire(Shift shift, int attempt) {
        String name = OpenShifts.open(shift);
        spark.setLocalProperty(ShardJobs.PROPERTY, ShardJobs.TRAINING);
        spark.setLocalProperty(ShardJobs.ATTEMPT, Integer.toString(attempt));
        spark.setLocalProperty(ShardJobs.STAYS, "true");
        spark.setJobDescription(className + ": " + participants + " participants compute and stay");
        RDD<Integer> numbers = spark.parallelize(
                        IntStream.range(0, participants).boxed().toList(), participants)
                .rdd();
        RDD<Integer> stage =
                numbers.barrier().mapPartitions(new JoinShift(name, programJson, shardsComputed), false, INTEGER);
        last = new Hired(name, shift, JavaRDD.fromRDD(stage, INTEGER).foreachPartitionAsync(ignored -> {}));
        spark.setLocalProperty(ShardJobs.ATTEMPT, null);
        spark.setLocalProperty(ShardJobs.STAYS, null);
    }

    @Override
    public void requireComing() {
        Hired hired = last;
        // Those who came and were taken away have ended the shift before the job ends, and what becomes of it is
        // decided elsewhere.
        if (hired != null && hired.job().isDone() && !hired.shift().isOver()) {
            try {
                hired.job().get();
            } catch (ExecutionException failed) {
                Throwable why = failed.getCause() == null ? failed : failed.getCause();
                String what = wasCancelled(why)
                        ? "Cannot continue: the Spark job whose tasks compute was cancelled: "
                        : "Cannot start " + participants + " tasks at once: ";
                throw new IllegalStateException(what + why.getMessage(), why);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            hired.shift().dismiss();
        }
    }

    private static boolean wasCancelled(Throwable why) {
        return why instanceof SparkException spark && "SPARK_JOB_CANCELLED".equals(spark.getCondition());
    }

    @Override
    public boolean left() {
        Hired hired = last;
        if (hired == null) {
            return true;
        }
        OpenShifts.close(hired.name());
        try {
            hired.job().get(LEAVING_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | CancellationException ended) {
            return true;
        } catch (TimeoutException stuck) {
            hired.job().cancel(true);
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        // Whoever was killed says so on leaving.
        Hired hired = left() ? last : null;
        String message = "Cannot continue: "
                + (hired == null ? Optional.<String>empty() : hired.shift().killed())
                        .map(killed -> killed + ". With --master local[N,4] what it had begun is computed again.")
                        .orElse("a task failed, and not in the program's code: " + cause);
        return new IllegalStateException(message, new SparkException(message, cause));
    }

    @Override
    public void close() {
        last = null;
    }
}
