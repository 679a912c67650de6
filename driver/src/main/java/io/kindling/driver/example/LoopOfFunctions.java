package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;
import static io.kindling.nn.Mode.INFERENCE;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.nn.Compiled;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * The guide's section "Speeding-up your training step": its steps are compiled functions of tensors. Each is traced once for
 * each batch size, then run as a plan.
 */
public final class LoopOfFunctions {
    private final Model model = model();
    private final Optimizer optimizer = SGD.of(1e-3);
    private final Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
    private final SparseCategoricalAccuracy trainAccMetric = SparseCategoricalAccuracy.of();
    private final SparseCategoricalAccuracy valAccMetric = SparseCategoricalAccuracy.of();

    private LoopOfFunctions() {}

    private static Model model() {
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").named("dense_1").apply(inputs);
        x = Dense.of(64).activation("relu").named("dense_2").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        return Model.of(inputs, outputs);
    }

    private Tensor trainStep(Tensor x, Tensor y) {
        try (GradientTape tape = GradientTape.open()) {
            Tensor logits = model.call(x, TRAINING);
            Tensor lossValue = lossFn.call(y, logits);
            optimizer.apply(tape.gradient(lossValue, model.trainableWeights()), model.trainableWeights());
            trainAccMetric.updateState(y, logits);
            return lossValue;
        }
    }

    private void testStep(Tensor x, Tensor y) {
        Tensor valLogits = model.call(x, INFERENCE);
        valAccMetric.updateState(y, valLogits);
    }

    private void train(Batches trainDataset, Batches valDataset, int batchSize, int epochs) {
        try (Compiled<Tensor> trainStep = Compiled.of(this::trainStep);
                Compiled<List<Tensor>> testStep = Compiled.action(this::testStep)) {
            train(trainStep, testStep, trainDataset, valDataset, batchSize, epochs);
        }
    }

    private void train(
            Compiled<Tensor> trainStep,
            Compiled<List<Tensor>> testStep,
            Batches trainDataset,
            Batches valDataset,
            int batchSize,
            int epochs) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            print("\nStart of epoch %d", epoch);
            long startTime = System.nanoTime();

            // Iterate over the batches of the dataset.
            int step = 0;
            for (Batch batch : trainDataset) {
                Tensor lossValue = trainStep.call(batch.features(), batch.labels());

                // Log every 200 batches.
                if (step % 200 == 0) {
                    print("Training loss (for one batch) at step %d: %.4f", step, lossValue.item());
                    print("Seen so far: %d samples", (step + 1) * batchSize);
                }
                step++;
            }

            // Display metrics at the end of each epoch.
            double trainAcc = trainAccMetric.result();
            print("Training acc over epoch: %.4f", trainAcc);

            // Reset training metrics at the end of each epoch
            trainAccMetric.resetStates();

            // Run a validation loop at the end of each epoch.
            for (Batch batch : valDataset) {
                testStep.call(batch.features(), batch.labels());
            }
            double valAcc = valAccMetric.result();
            valAccMetric.resetStates();
            print("Validation acc: %.4f", valAcc);
            print("Time taken: %.2fs", (System.nanoTime() - startTime) / 1e9);
        }
    }

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        int batchSize = 64;
        Split<Examples> digits = Digits.read(args);
        Batches trainDataset = digits.training().shuffle(1024, 42).batch(batchSize);
        Batches valDataset = digits.validation().batch(batchSize);
        new LoopOfFunctions().train(trainDataset, valDataset, batchSize, 2);
    }
}
