package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;

import io.kindling.data.Shuffle;
import io.kindling.program.StepResult;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;

/** A loop over the steps of a program, which continues from its last checkpoint when it is started again. */
public final class ProgramThatResumes {
    private ProgramThatResumes() {}

    /** @param args the path of a folder of IDX files, the folder for checkpoints, and the number of epochs */
    public static void main(String[] args) {
        int epochs = Integer.parseInt(args[2]);
        Runner runner = Runner.local()
                .shuffle(Shuffle.buffer(1024))
                .checkpoints(args[1], "100")
                .resume();
        try (Training training = runner.start(DigitsProgram.class, Digits.read(args))) {
            for (int epoch = training.epochsDone(); epoch < epochs; epoch++) {
                double accuracy = 0;
                for (StepResult result : training.epoch()) {
                    accuracy = result.metric("accuracy");
                }
                print("Training acc over epoch %d: %.4f", epoch, accuracy);
            }
            training.save();
            print("weights_sha256: %s", WeightsDigest.of(training.models()));
        }
    }
}
