package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.Tensor;
import java.util.List;

/** The guide's section "Using the GradientTape: a first end-to-end example". */
public final class FirstLoop {
    private FirstLoop() {}

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        Node inputs = Input.of(784).named("digits");
        Node x1 = Dense.of(64).activation("relu").apply(inputs);
        Node x2 = Dense.of(64).activation("relu").apply(x1);
        Node outputs = Dense.of(10).named("predictions").apply(x2);
        Model model = Model.of(inputs, outputs);

        // Instantiate an optimizer.
        Optimizer optimizer = SGD.of(1e-3);
        // Instantiate a loss function.
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();

        // Prepare the training dataset.
        int batchSize = 64;
        Batches trainDataset = Digits.read(args).training().shuffle(1024, 42).batch(batchSize);

        int epochs = 2;
        for (int epoch = 0; epoch < epochs; epoch++) {
            print("\nStart of epoch %d", epoch);

            // Iterate over the batches of the dataset.
            int step = 0;
            for (Batch batch : trainDataset) {
                Tensor lossValue;
                List<Tensor> grads;
                // Open a GradientTape to record the operations run during the forward pass, which enables
                // auto-differentiation.
                try (GradientTape tape = GradientTape.open()) {
                    // Run the forward pass of the layers.
                    Tensor logits = model.call(batch.features(), TRAINING);
                    // Compute the loss value for this minibatch.
                    lossValue = lossFn.call(batch.labels(), logits);
                    // Use the gradient tape to automatically retrieve the gradients of the trainable variables with
                    // respect to the loss.
                    grads = tape.gradient(lossValue, model.trainableWeights());
                }
                // Run one step of gradient descent by updating the value of the variables to minimize the loss.
                optimizer.apply(grads, model.trainableWeights());

                // Log every 200 batches.
                if (step % 200 == 0) {
                    print("Training loss (for one batch) at step %d: %.4f", step, lossValue.item());
                    print("Seen so far: %d samples", (step + 1) * batchSize);
                }
                step++;
            }
        }
    }
}
