package io.kindling.driver.example;

import io.kindling.driver.spark.Sessions;
import io.kindling.driver.spark.SparkRunner;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * {@link ProgramOnThisMachine} with another first line: the same loop, the same bits, computed by Spark's tasks. Spark
 * needs options of the Java virtual machine: those in {@code deploy/target/kindling/java.options}.
 */
public final class ProgramOnSpark {
    private ProgramOnSpark() {}

    /** @param args the path of a folder of IDX files; the bundled sample where there is none */
    public static void main(String[] args) {
        SparkSession session = Sessions.start("local[2]", Map.of());
        try {
            ProgramOnThisMachine.train(SparkRunner.on(session), Digits.read(args));
        } finally {
            session.stop();
        }
    }
}
