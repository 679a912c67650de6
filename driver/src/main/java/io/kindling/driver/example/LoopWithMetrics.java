package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;
import static io.kindling.nn.Mode.INFERENCE;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.data.Examples;
import io.kindling.data.Split;
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

/** The guide's section "Low-level handling of metrics". */
public final class LoopWithMetrics {
    private LoopWithMetrics() {}

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        // Get model
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").named("dense_1").apply(inputs);
        x = Dense.of(64).activation("relu").named("dense_2").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        Model model = Model.of(inputs, outputs);

        // Instantiate an optimizer to train the model.
        Optimizer optimizer = SGD.of(1e-3);
        // Instantiate a loss function.
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();

        // Prepare the metrics.
        SparseCategoricalAccuracy trainAccMetric = SparseCategoricalAccuracy.of();
        SparseCategoricalAccuracy valAccMetric = SparseCategoricalAccuracy.of();

        int batchSize = 64;
        Split<Examples> digits = Digits.read(args);
        Batches trainDataset = digits.training().shuffle(1024, 42).batch(batchSize);
        Batches valDataset = digits.validation().batch(batchSize);

        int epochs = 2;
        for (int epoch = 0; epoch < epochs; epoch++) {
            print("\nStart of epoch %d", epoch);
            long startTime = System.nanoTime();

            // Iterate over the batches of the dataset.
            int step = 0;
            for (Batch batch : trainDataset) {
                Tensor logits;
                Tensor lossValue;
                List<Tensor> grads;
                try (GradientTape tape = GradientTape.open()) {
                    logits = model.call(batch.features(), TRAINING);
                    lossValue = lossFn.call(batch.labels(), logits);
                    grads = tape.gradient(lossValue, model.trainableWeights());
                }
                optimizer.apply(grads, model.trainableWeights());

                // Update training metric.
                trainAccMetric.updateState(batch.labels(), logits);

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
                Tensor valLogits = model.call(batch.features(), INFERENCE);
                // Update val metrics
                valAccMetric.updateState(batch.labels(), valLogits);
            }
            double valAcc = valAccMetric.result();
            valAccMetric.resetStates();
            print("Validation acc: %.4f", valAcc);
            print("Time taken: %.2fs", (System.nanoTime() - startTime) / 1e9);
        }
    }
}
