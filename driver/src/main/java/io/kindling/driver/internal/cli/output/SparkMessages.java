package io.kindling.driver.internal.cli.output;

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

    public static boolean areShown() {
        return !OFF.equals(System.getProperty(LEVEL));
    }
}
