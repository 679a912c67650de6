package io.kindling.driver.internal.run.output;

import java.util.Optional;

/**
 * The submission of a driver to a cluster, which is the same for every process that the cluster starts for it: the first, and
 * those that replace it ({@code spark-submit --supervise}, the second attempt of YARN).
 */
public final class Submission {
    private static final String DEPLOY_MODE = "spark.submit.deployMode";
    private static final String YARN_APPLICATION = "spark.yarn.app.id";
    private static final String YARN_ATTEMPTS = "spark.yarn.maxAppAttempts";
    private static final String SUPERVISED = "spark.driver.supervise";
    /** Set once, by spark-submit; in milliseconds. */
    private static final String SUBMIT_TIME = "spark.app.submitTime";

    private Submission() {}

    /** Returns whether the cluster starts another process in place of this one if it fails. */
    static boolean mayBeRestarted() {
        return System.getProperty(YARN_APPLICATION) == null
                ? Boolean.getBoolean(SUPERVISED)
                : !"1".equals(System.getProperty(YARN_ATTEMPTS));
    }

    /** Returns whether spark-submit has started this process, here or on a cluster. */
    public static boolean isBySpark() {
        return System.getProperty(DEPLOY_MODE) != null;
    }

    /** Returns whether Spark runs this process on a cluster, where its exit code may be lost. */
    public static boolean isToCluster() {
        return "cluster".equals(System.getProperty(DEPLOY_MODE));
    }

    /** Returns what identifies the submission of this process; empty if Spark does not run it on a cluster. */
    public static Optional<String> current() {
        if (!isToCluster()) {
            return Optional.empty();
        }
        return Optional.ofNullable(System.getProperty(YARN_APPLICATION))
                .or(() -> Optional.ofNullable(System.getProperty(SUBMIT_TIME)).map(time -> "submitted-" + time));
    }
}
