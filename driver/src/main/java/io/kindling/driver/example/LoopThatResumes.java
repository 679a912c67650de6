package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.nn.Model;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Dropout;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.tensor.Tensor;
import io.kindling.train.ResumableLoop;
import io.kindling.train.WeightsDigest;
import java.util.List;

/** The guide's loop with its own tape, which continues from its last checkpoint when it is started again. */
public final class LoopThatResumes {
    private LoopThatResumes() {}

    /** @param args the path of a folder of IDX files, the folder for checkpoints, and the number of epochs */
    public static void main(String[] args) {
        int epochs = Integer.parseInt(args[2]);
        Batches train = Digits.read(args).training().shuffle(1024, 42).batch(64);
        Model model = Model.sequential(
                Input.of(784), Rescaling.of(1 / 255.0), Dense.of(64).activation("relu"), Dropout.of(0.1), Dense.of(10));
        Optimizer optimizer = Adam.of(1e-3);
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();

        ResumableLoop.Builder state = ResumableLoop.in(args[1])
                .models(model)
                .optimizers(optimizer)
                .metrics(accuracy)
                .batches(train);
        try (ResumableLoop loop = state.every("100").resume()) {
            for (int epoch = loop.epochsDone(); epoch < epochs; epoch++) {
                for (Batch batch : train) {
                    try (GradientTape tape = GradientTape.open()) {
                        Tensor logits = model.call(batch.features(), TRAINING);
                        Tensor loss = lossFn.call(batch.labels(), logits);
                        optimizer.apply(tape.gradient(loss, model.trainableWeights()), model.trainableWeights());
                        accuracy.updateState(batch.labels(), logits);
                    }
                    loop.stepDone();
                }
                print("Training acc over epoch %d: %.4f", epoch, accuracy.result());
                accuracy.resetState();
            }
        }
        print("weights_sha256: %s", WeightsDigest.of(List.of(model)));
    }
}
