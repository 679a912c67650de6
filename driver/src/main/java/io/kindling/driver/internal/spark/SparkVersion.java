package io.kindling.driver.internal.spark;

import scala.util.Properties$;

/** The Spark and Scala versions on the class path. Kindling supports one minor version of each. */
public record SparkVersion(String spark, String scala) {
    private static final String SPARK_LINE = "4.1";
    private static final String SCALA_LINE = "2.13";

    /** The supported versions, for messages. */
    public static final String NEEDED = "Spark " + SPARK_LINE + " with Scala " + SCALA_LINE;

    public static SparkVersion ofClassPath() {
        return new SparkVersion(
                org.apache.spark.package$.MODULE$.SPARK_VERSION(), Properties$.MODULE$.versionNumberString());
    }

    /** @throws IllegalStateException if a version is not supported */
    void requireSupported() {
        if (!isOf(SPARK_LINE, spark) || !isOf(SCALA_LINE, scala)) {
            throw new IllegalStateException(
                    "Cannot run on Spark " + spark + " with Scala " + scala + ": Kindling needs " + NEEDED + ".");
        }
    }

    private static boolean isOf(String line, String version) {
        return version.equals(line) || version.startsWith(line + ".");
    }
}
