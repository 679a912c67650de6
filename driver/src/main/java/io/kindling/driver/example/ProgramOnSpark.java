package io.kindling.driver.example;

import io.kindling.driver.spark.Sessions;
import io.kindling.driver.spark.SparkRunner;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * {@link ProgramOnThisMachine} with a different first line: the same loop and the same bits, computed by Spark tasks. Spark
 * needs the JVM options in {@code deploy/target/kindling/java.options}.
 */
public final class ProgramOnSpark {
    private ProgramOnSpark() {}

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        SparkSession session = Sessions.start("local[2]", Map.of());
        try {
            ProgramOnThisMachine.train(SparkRunner.on(session), Digits.read(args));
        } finally {
            session.stop();
        }
    }
}
