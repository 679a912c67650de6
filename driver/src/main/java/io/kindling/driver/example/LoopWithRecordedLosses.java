package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.driver.example.GuideOutput.print;
import static io.kindling.nn.LossTerms.sum;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.nn.Compiled;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.Tensor;

/** The guide's section "Low-level handling of losses tracked by the model". */
public final class LoopWithRecordedLosses {
    final Model model = model();
    private final Optimizer optimizer = SGD.of(1e-3);
    private final Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
    private final SparseCategoricalAccuracy trainAccMetric = SparseCategoricalAccuracy.of();

    private static Model model() {
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").apply(inputs);
        // Insert activity regularization as a layer
        x = new ActivityRegularizationLayer().apply(x);
        x = Dense.of(64).activation("relu").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        return Model.of(inputs, outputs);
    }

    /**
     * Runs one step on images and labels, and returns the loss. It is compiled, like the guide's step with {@code
     * @tf.function}.
     */
    Tensor trainStep(Tensor x, Tensor y) {
        try (GradientTape tape = GradientTape.open()) {
            Tensor logits = model.call(x, TRAINING);
            Tensor lossValue = lossFn.call(y, logits);
            // Add any extra losses created during the forward pass.
            lossValue = add(lossValue, sum(model.losses()));
            optimizer.apply(tape.gradient(lossValue, model.trainableWeights()), model.trainableWeights());
            trainAccMetric.updateState(y, logits);
            return lossValue;
        }
    }

    private void train(Batches trainDataset, int batchSize, int epochs) {
        try (Compiled<Tensor> trainStep = Compiled.of(this::trainStep)) {
            train(trainStep, trainDataset, batchSize, epochs);
        }
    }

    private void train(Compiled<Tensor> trainStep, Batches trainDataset, int batchSize, int epochs) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            print("\nStart of epoch %d", epoch);

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
            print("Training acc over epoch: %.4f", trainAccMetric.result());
            trainAccMetric.resetStates();
        }
    }

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        // Register the layer's name, so that a saved model with this layer can be loaded.
        Layers.register(ActivityRegularizationLayer.KIND, config -> new ActivityRegularizationLayer());

        int batchSize = 64;
        Batches trainDataset = Digits.read(args).training().shuffle(1024, 42).batch(batchSize);
        new LoopWithRecordedLosses().train(trainDataset, batchSize, 2);
    }
}
