package io.kindling.driver.internal.preflight;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.preflight.PreflightFacts.Executor;
import io.kindling.io.internal.Json;
import io.kindling.io.internal.Reason;
import io.kindling.worker.internal.machine.InspectProcess;
import io.kindling.worker.internal.machine.ProcessReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;

/**
 * Asks the executors of a session, by a Spark job with a task for each slot. Spark spreads these over its executors, so each is
 * asked, as a rule; one that has not registered yet is not.
 */
final class ExecutorSurvey {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final JavaSparkContext spark;
    private final Duration limit;
    private final Consumer<String> notes;

    /**
     * @param limit how long to wait at most, longer than the 15 s after which there is a message
     * @param notes receives one-line messages if the executors do not answer soon
     */
    ExecutorSurvey(JavaSparkContext spark, Duration limit, Consumer<String> notes) {
        this.spark = spark;
        this.limit = limit;
        this.notes = notes;
    }

    /** Returns the executors that answered; none if they do not answer within the limit. */
    List<Executor> of(String program, InspectProcess inspection) {
        int slots = Math.max(2, spark.defaultParallelism());
        spark.setJobDescription(program + ": preflight");
        try {
            JavaFutureAction<List<String>> job = spark.parallelize(
                            IntStream.range(0, slots).boxed().toList(), slots)
                    .map(inspection)
                    .collectAsync();
            return withTasks(answers(job));
        } finally {
            spark.setJobDescription(null);
        }
    }

    private List<String> answers(JavaFutureAction<List<String>> job) {
        Optional<List<String>> early = answers(job, PATIENCE);
        if (early.isPresent()) {
            return early.get();
        }
        notes.accept("Waiting for what executors tell before the first step, at most " + limit.toSeconds()
                + " s. --no-preflight does not ask them.");
        return answers(job, limit.minus(PATIENCE)).orElseGet(() -> {
            job.cancel(true);
            notes.accept("The executors have not answered: the run begins without checks of them.");
            return List.of();
        });
    }

    /** Waits; empty if there is no answer yet. */
    private Optional<List<String>> answers(JavaFutureAction<List<String>> job, Duration time) {
        try {
            return Optional.of(job.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException notYet) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new ClusterException(
                    "Cannot ask the executors of " + spark.master() + " before the first step: " + Reason.of(cause)
                            + " --no-preflight does not ask them.",
                    cause);
        } catch (InterruptedException interrupted) {
            job.cancel(true);
            Thread.currentThread().interrupt();
            throw new ClusterException("Cannot ask the executors of " + spark.master() + ": interrupted.", interrupted);
        }
    }

    /** One report of each executor, in the order of their ids. */
    private List<Executor> withTasks(List<String> answers) {
        Map<String, Integer> tasks = asJava(spark.sc().statusStore().executorList(false)).stream()
                .collect(Collectors.toMap(ExecutorSummary::id, ExecutorSummary::maxTasks));
        Map<String, Executor> byId = new TreeMap<>();
        for (String json : answers) {
            ProcessReport report = ProcessReport.from(Json.parse(json));
            byId.put(report.id(), new Executor(report, Math.max(1, tasks.getOrDefault(report.id(), 1))));
        }
        return List.copyOf(byId.values());
    }
}
