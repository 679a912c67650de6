package com.acme;

import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import org.apache.spark.sql.SparkSession;

/** Trains the program on Spark: on threads of this process, or on executor processes. */
public final class TrainOnSpark {
    public static void main(String[] args) {
        Examples rows = IdxFolder.open(Location.of(args[0])).training().readAll();
        Split<Examples> split = rows.split(Split.defaultValidation(rows.count()));
        SparkSession session = SparkRunner.session(args[1]);
        Runner runner = SparkRunner.on(session).shuffle(Shuffle.buffer(1024));
        try (Training training = runner.start(MyProgram.class, split)) {
            training.epoch().forEach(step -> {});
            System.out.println("validation: " + training.evaluate().metrics());
            System.out.println("weights_sha256: " + WeightsDigest.of(training.models()));
            System.out.println("fit_sha256: " + OwnFit.fit(SparkRunner.on(session)));
        } finally {
            session.stop();
        }
    }
}
