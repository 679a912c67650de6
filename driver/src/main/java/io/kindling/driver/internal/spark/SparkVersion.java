package io.kindling.driver.internal.spark;

import java.util.List;
import java.util.stream.Collectors;
import scala.util.Properties$;

/**
 * The versions of Spark, Scala and Java in this process, and the ones that Kindling supports. Whatever differs between
 * supported lines of Spark belongs here.
 */
public record SparkVersion(String spark, String scala, Runtime.Version java) {
    /**
     * A supported line of Spark.
     *
     * @param name the minor version
     * @param newestJava the newest feature release of Java that it starts on
     */
    private record Line(String name, int newestJava) {
        boolean contains(String version) {
            return isOf(name, version);
        }
    }

    private static final int OLDEST_JAVA = 17;
    static final String SCALA_LINE = "2.13";

    // Spark 4.1 brings Hadoop 3.4, which uses the security manager that JDK 23 and later lack (HADOOP-19212).
    private static final List<Line> LINES = List.of(new Line("4.2", 25), new Line("4.1", 22));

    // These can corrupt arrays that native code holds, under the default garbage collector (JDK-8377811).
    private static final Runtime.Version FIRST_CORRUPTING = Runtime.Version.parse("25");
    private static final Runtime.Version FIRST_SOUND = Runtime.Version.parse("25.0.3");

    /** The supported versions, for messages. */
    public static final String NEEDED = LINES.stream()
                    .map(line -> "Spark " + line.name() + " on Java " + OLDEST_JAVA + " to " + line.newestJava())
                    .collect(Collectors.joining(" or "))
            + ", with Scala " + SCALA_LINE;

    public static SparkVersion ofClassPath() {
        return new SparkVersion(
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                Properties$.MODULE$.versionNumberString(),
                Runtime.version());
    }

    /** @throws IllegalStateException if a version is not supported */
    void requireSupported() {
        int feature = java.feature();
        boolean isSupported = isOf(SCALA_LINE, scala)
                && LINES.stream()
                        .anyMatch(
                                line -> line.contains(spark) && feature >= OLDEST_JAVA && feature <= line.newestJava());
        if (!isSupported) {
            throw new IllegalStateException("Cannot run on Spark " + spark + " with Scala " + scala + " and Java "
                    + feature + ": Kindling needs " + NEEDED + ".");
        }
        if (java.compareToIgnoreOptional(FIRST_CORRUPTING) >= 0 && java.compareToIgnoreOptional(FIRST_SOUND) < 0) {
            throw new IllegalStateException("Cannot run on Java " + version(java)
                    + ": it can corrupt arrays that native code" + " uses (JDK-8377811). Update to "
                    + version(FIRST_SOUND) + " or newer, or use Java " + OLDEST_JAVA + ".");
        }
    }

    /** Returns the numbers alone, such as {@code 25.0.3}. */
    private static String version(Runtime.Version java) {
        return java.version().stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    private static boolean isOf(String line, String version) {
        return version.equals(line) || version.startsWith(line + ".");
    }
}
