package io.kindling.driver.internal.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Whether messages of Spark and Scala reach the terminal. To be set before the first logger is created. */
public final class SparkMessages {
    /** The system property that {@code log4j2.properties} reads. */
    private static final String LEVEL = "kindling.spark.level";

    private static final String OFF = "off";

    private SparkMessages() {}

    public static void show() {
        System.setProperty(LEVEL, "warn");
    }

    public static void hide() {
        System.setProperty(LEVEL, OFF);
    }

    /**
     * Discards what is printed to standard error from here on, unless messages are shown: Scala prints the tasks that its thread
     * pools reject while Spark stops, rather than logging them.
     */
    public static void silenceShutdown() {
        if (!areShown()) {
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }

    public static boolean areShown() {
        return !OFF.equals(System.getProperty(LEVEL));
    }
}
