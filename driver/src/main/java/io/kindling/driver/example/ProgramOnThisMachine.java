package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;

import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.data.Split;
import io.kindling.program.StepResult;
import io.kindling.train.Runner;
import io.kindling.train.Training;

/**
 * The middle way between a loop from scratch and {@code fit}: a program, a hand-written loop over its steps, and one line that
 * says where the steps are computed.
 */
public final class ProgramOnThisMachine {
    private ProgramOnThisMachine() {}

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        train(Runner.local(), Digits.read(args));
    }

    /** The guide's loop. */
    static void train(Runner runner, Split<Examples> digits) {
        Runner shuffled = runner.batchSize(64).shuffle(Shuffle.buffer(1024));
        try (Training training = shuffled.start(DigitsProgram.class, digits)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                print("\nStart of epoch %d", epoch);
                long startTime = System.nanoTime();

                double trainAcc = 0;
                for (StepResult result : training.epoch()) {
                    // Log every 200 batches.
                    if (result.batch() % 200 == 0) {
                        print("Training loss (for one batch) at step %d: %.4f", result.batch(), result.loss());
                        print("Seen so far: %d samples", result.seen());
                    }
                    trainAcc = result.metric("accuracy");
                }
                print("Training acc over epoch: %.4f", trainAcc);
                print("Validation acc: %.4f", training.evaluate().metric("accuracy"));
                print("Time taken: %.2fs", (System.nanoTime() - startTime) / 1e9);
            }
        }
    }
}
