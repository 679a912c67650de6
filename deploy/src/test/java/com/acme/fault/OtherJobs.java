package com.acme.fault;

import io.kindling.data.Examples;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.StepResult;
import io.kindling.program.StrategyKind;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;

/**
 * A driver whose session has other jobs while it trains: one in another thread until which it trains, and then one between two
 * epochs.
 */
public final class OtherJobs {
    private static final int ROWS = 2_000;

    private OtherJobs() {}

    /** @param args the master, and the path of a folder of IDX files */
    public static void main(String[] args) {
        SparkSession session = SparkRunner.session(args[0]);
        Examples rows = IdxFolder.open(Location.of(args[1]))
                .training()
                .read(LongStream.range(0, ROWS).toArray());
        Runner runner = SparkRunner.on(session).strategy(StrategyKind.ALLREDUCE).shards(4);
        int epochs = 1;
        String weights;
        try (Training training = runner.start(Classifier.class, Classifier.DEFAULTS, rows)) {
            train(training);
            CompletableFuture<Long> beside = CompletableFuture.supplyAsync(() -> count(session));
            while (!beside.isDone()) {
                train(training);
                epochs++;
            }
            say("rows beside the training: " + beside.join());
            say("rows between two epochs: " + count(session));
            train(training);
            epochs++;
            weights = WeightsDigest.of(training.models());
        } finally {
            session.stop();
        }
        say("same weights: " + weights.equals(alone(rows, epochs)));
    }

    private static long count(SparkSession session) {
        return session.range(0, ROWS, 1, 4).count();
    }

    private static String alone(Examples rows, int epochs) {
        try (Training training = Runner.local().shards(4).start(Classifier.class, Classifier.DEFAULTS, rows)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                train(training);
            }
            return WeightsDigest.of(training.models());
        }
    }

    private static void train(Training training) {
        for (StepResult result : training.epoch()) {
            if (!Double.isFinite(result.loss())) {
                throw new IllegalStateException("step " + result.step());
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
