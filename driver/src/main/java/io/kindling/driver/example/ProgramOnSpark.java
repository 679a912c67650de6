package io.kindling.driver.example;

import io.kindling.driver.spark.SparkRunner;
import org.apache.spark.sql.SparkSession;

/**
 * {@link ProgramOnThisMachine} with a different first line: the same loop and the same bits, computed by Spark tasks. Spark
 * needs the JVM options in {@code deploy/target/kindling/java.options}.
 */
public final class ProgramOnSpark {
    private ProgramOnSpark() {}

    /** @param args the path of a folder of IDX files, by default the bundled data set; and Spark's master */
    public static void main(String[] args) {
        SparkSession session = SparkRunner.session(args.length > 1 ? args[1] : "local[2]");
        try {
            ProgramOnThisMachine.train(SparkRunner.on(session), Digits.read(args));
        } finally {
            session.stop();
        }
    }
}
