package com.acme;

import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.StepResult;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;

/** Trains the program on one machine, without Spark and without JVM options. */
public final class TrainHere {
    public static void main(String[] args) {
        Examples rows = IdxFolder.open(Location.of(args[0])).training().readAll();
        Split<Examples> split = rows.split(Split.defaultValidation(rows.count()));
        Runner runner = Runner.local().shuffle(Shuffle.buffer(1024));
        try (Training training = runner.start(MyProgram.class, split)) {
            for (StepResult step : training.epoch()) {
                if (step.step() % 20 == 0) {
                    System.out.println("step " + step.step() + ": " + step.losses());
                }
            }
            System.out.println("validation: " + training.evaluate().metrics());
            System.out.println("weights_sha256: " + WeightsDigest.of(training.models()));
        }
    }
}
