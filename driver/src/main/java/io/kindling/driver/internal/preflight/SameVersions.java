package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.ClusterException;
import io.kindling.worker.internal.machine.ProcessReport.Versions;
import java.util.function.Function;

/** Executors run the driver's versions of Java, Spark and Kindling. */
final class SameVersions implements PreflightCheck {
    @Override
    public void require(PreflightFacts facts) {
        require(
                facts,
                "Java",
                Versions::java,
                "Set --conf spark.executorEnv.JAVA_HOME=FOLDER to the folder of one JDK that is"
                        + " on every machine, and JAVA_HOME for the driver.");
        require(facts, "Spark", Versions::spark, "Use the spark-submit of the cluster's own Spark.");
        require(
                facts,
                "Kindling",
                Versions::kindling,
                "Remove its other jar from that machine's Spark home, or from spark.executor.extraClassPath.");
    }

    private static void require(PreflightFacts facts, String what, Function<Versions, ?> version, String remedy) {
        Object expected = version.apply(facts.driver().versions());
        facts.executors().stream()
                .map(executor -> version.apply(executor.report().versions()))
                .filter(found -> !found.equals(expected))
                .findFirst()
                .ifPresent(found -> {
                    throw new ClusterException("Cannot train with different versions of " + what + ": " + found + " on "
                            + facts.named(executor ->
                                    version.apply(executor.report().versions()).equals(found))
                            + ", " + expected + " in the driver. " + remedy);
                });
    }
}
