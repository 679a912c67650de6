package com.acme;

import static io.kindling.autodiff.op.Ops.*;
import static io.kindling.nn.Mode.*;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.*;
import io.kindling.io.*;
import io.kindling.nn.*;
import io.kindling.nn.layer.*;
import io.kindling.nn.loss.*;
import io.kindling.nn.metric.*;
import io.kindling.nn.optimizer.*;
import io.kindling.tensor.*;
import java.util.List;

/** The blocks of Keras' guide "Writing a training loop from scratch", each from a comment that names it to the next one. */
public final class Guide {
    /** @param args a folder of IDX files, and a folder for images */
    public static void main(String[] args) throws Exception {
        Model model = firstLoop(args[0]);
        withMetrics(args[0]);
        compiled(args[0], model);
        withRecordedLosses(args[0]);
        gan(args[0], args[1]);
    }

    private static Model firstLoop(String folder) {
        // Block: model
        Node inputs = Input.of(784).named("digits");
        Node x1 = Dense.of(64).activation("relu").apply(inputs);
        Node x2 = Dense.of(64).activation("relu").apply(x1);
        Node outputs = Dense.of(10).named("predictions").apply(x2);
        Model model = Model.of(inputs, outputs);

        // Block: optimizer, loss and data
        Optimizer optimizer = SGD.of(1e-3);
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        int batchSize = 64;
        Examples digits = Datasets.fashionMnist(folder).training().readAll().map(x -> reshape(x, -1, 784));
        Split<Examples> split = digits.split(digits.count() / 6);
        Batches trainDataset = split.training().shuffle(1024, 42).batch(batchSize);
        Batches valDataset = split.validation().batch(batchSize);

        // Block: training loop
        int epochs = 2;
        for (int epoch = 0; epoch < epochs; epoch++) {
            System.out.printf("%nStart of epoch %d%n", epoch);
            int step = 0;
            for (Batch batch : trainDataset) {
                Tensor lossValue;
                try (GradientTape tape = GradientTape.open()) {
                    Tensor logits = model.call(batch.features(), TRAINING);
                    lossValue = lossFn.call(batch.labels(), logits);
                    optimizer.apply(tape.gradient(lossValue, model.trainableWeights()), model.trainableWeights());
                }
                if (step % 200 == 0) {
                    System.out.printf("Training loss (for one batch) at step %d: %.4f%n", step, lossValue.item());
                    System.out.printf("Seen so far: %d samples%n", (step + 1) * batchSize);
                }
                step++;
            }
        }
        // End
        System.out.printf("Validation batches: %d%n", valDataset.count());
        return model;
    }

    private static void withMetrics(String folder) {
        // Block: model, optimizer, loss and metrics
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").named("dense_1").apply(inputs);
        x = Dense.of(64).activation("relu").named("dense_2").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        Model model = Model.of(inputs, outputs);
        Optimizer optimizer = SGD.of(1e-3);
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy trainAccMetric = SparseCategoricalAccuracy.of();
        SparseCategoricalAccuracy valAccMetric = SparseCategoricalAccuracy.of();
        // End
        int batchSize = 64;
        Split<Examples> digits = digits(folder);
        Batches trainDataset = digits.training().shuffle(1024, 42).batch(batchSize);
        Batches valDataset = digits.validation().batch(batchSize);

        // Block: training and evaluation loop
        int epochs = 2;
        for (int epoch = 0; epoch < epochs; epoch++) {
            System.out.printf("%nStart of epoch %d%n", epoch);
            long startTime = System.nanoTime();
            int step = 0;
            for (Batch batch : trainDataset) {
                Tensor lossValue;
                try (GradientTape tape = GradientTape.open()) {
                    Tensor logits = model.call(batch.features(), TRAINING);
                    lossValue = lossFn.call(batch.labels(), logits);
                    optimizer.apply(tape.gradient(lossValue, model.trainableWeights()), model.trainableWeights());
                    trainAccMetric.updateState(batch.labels(), logits);
                }
                if (step % 200 == 0) {
                    System.out.printf("Training loss (for one batch) at step %d: %.4f%n", step, lossValue.item());
                    System.out.printf("Seen so far: %d samples%n", (step + 1) * batchSize);
                }
                step++;
            }
            System.out.printf("Training acc over epoch: %.4f%n", trainAccMetric.result());
            trainAccMetric.resetState();
            for (Batch batch : valDataset) {
                Tensor valLogits = model.call(batch.features(), INFERENCE);
                valAccMetric.updateState(batch.labels(), valLogits);
            }
            System.out.printf("Validation acc: %.4f%n", valAccMetric.result());
            valAccMetric.resetState();
            System.out.printf("Time taken: %.2fs%n", (System.nanoTime() - startTime) / 1e9);
        }
        // End
    }

    private static void compiled(String folder, Model model) {
        int batchSize = 64;
        Split<Examples> digits = digits(folder);
        Batches trainDataset = digits.training().shuffle(1024, 42).batch(batchSize);
        Batches valDataset = digits.validation().batch(batchSize);
        Optimizer optimizer = SGD.of(1e-3);
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy trainAccMetric = SparseCategoricalAccuracy.of();
        SparseCategoricalAccuracy valAccMetric = SparseCategoricalAccuracy.of();

        // Block: compiled training step
        Compiled<Tensor> trainStep = Compiled.of((x, y) -> {
            try (GradientTape tape = GradientTape.open()) {
                Tensor logits = model.call(x, TRAINING);
                Tensor lossValue = lossFn.call(y, logits);
                optimizer.apply(tape.gradient(lossValue, model.trainableWeights()), model.trainableWeights());
                trainAccMetric.updateState(y, logits);
                return lossValue;
            }
        });

        // Block: compiled test step
        Compiled<List<Tensor>> testStep = Compiled.action((x, y) -> {
            Tensor valLogits = model.call(x, INFERENCE);
            valAccMetric.updateState(y, valLogits);
        });

        // Block: loop of compiled steps
        int epochs = 2;
        for (int epoch = 0; epoch < epochs; epoch++) {
            System.out.printf("%nStart of epoch %d%n", epoch);
            long startTime = System.nanoTime();
            int step = 0;
            for (Batch batch : trainDataset) {
                Tensor lossValue = trainStep.call(batch.features(), batch.labels());
                if (step % 200 == 0) {
                    System.out.printf("Training loss (for one batch) at step %d: %.4f%n", step, lossValue.item());
                    System.out.printf("Seen so far: %d samples%n", (step + 1) * batchSize);
                }
                step++;
            }
            System.out.printf("Training acc over epoch: %.4f%n", trainAccMetric.result());
            trainAccMetric.resetState();
            for (Batch batch : valDataset) {
                testStep.call(batch.features(), batch.labels());
            }
            System.out.printf("Validation acc: %.4f%n", valAccMetric.result());
            valAccMetric.resetState();
            System.out.printf("Time taken: %.2fs%n", (System.nanoTime() - startTime) / 1e9);
        }
        // End
        trainStep.close();
        testStep.close();
    }

    // Block: layer, model and step with recorded losses
    public static final class ActivityRegularizationLayer extends Layer {
        @Override
        protected Tensor forward(Tensor inputs, Mode mode) {
            addLoss(multiply(sum(inputs), 1e-2));
            return inputs;
        }
    }
    // End

    private static void withRecordedLosses(String folder) {
        Optimizer optimizer = SGD.of(1e-3);
        Loss lossFn = SparseCategoricalCrossentropy.fromLogits();
        SparseCategoricalAccuracy trainAccMetric = SparseCategoricalAccuracy.of();

        // Block: layer, model and step with recorded losses
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").apply(inputs);
        x = new ActivityRegularizationLayer().apply(x);
        x = Dense.of(64).activation("relu").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        Model model = Model.of(inputs, outputs);

        Compiled<Tensor> trainStep = Compiled.of((features, labels) -> {
            try (GradientTape tape = GradientTape.open()) {
                Tensor logits = model.call(features, TRAINING);
                Tensor lossValue = add(lossFn.call(labels, logits), LossTerms.sum(model.losses()));
                optimizer.apply(tape.gradient(lossValue, model.trainableWeights()), model.trainableWeights());
                trainAccMetric.updateState(labels, logits);
                return lossValue;
            }
        });
        // End
        for (Batch batch : digits(folder).training().batch(64)) {
            trainStep.call(batch.features(), batch.labels());
        }
        System.out.printf("%nTraining acc over epoch: %.4f%n", trainAccMetric.result());
        trainStep.close();
    }

    private static void gan(String folder, String saveDir) throws Exception {
        int batchSize = 64;

        // Block: discriminator
        Model discriminator = Model.sequential(
                        Input.of(28, 28, 1),
                        Conv2D.of(64, 3).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        Conv2D.of(128, 3).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        GlobalMaxPooling2D.of(),
                        Dense.of(1))
                .named("discriminator");
        System.out.println(discriminator.summary());

        // Block: generator
        int latentDim = 128;
        Model generator = Model.sequential(
                        Input.of(latentDim),
                        Dense.of(7 * 7 * 128),
                        LeakyReLU.alpha(0.2),
                        Reshape.of(7, 7, 128),
                        Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        Conv2D.of(1, 7).padding("same").activation("sigmoid"))
                .named("generator");

        // Block: training step of the GAN
        Optimizer dOptimizer = Adam.of(0.0003);
        Optimizer gOptimizer = Adam.of(0.0004);
        Loss lossFn = BinaryCrossentropy.fromLogits();
        Compiled<List<Tensor>> trainStep = Compiled.of(realImages -> {
            Tensor generatedImages = generator.call(Randomness.normal(batchSize, latentDim));
            Tensor combinedImages = concat(0, generatedImages, realImages);
            int realCount = realImages.shape().dim(0);
            Tensor labels = concat(0, Tensor.ones(batchSize, 1), Tensor.zeros(realCount, 1));
            labels = add(labels, multiply(Randomness.uniform(batchSize + realCount, 1), 0.05));
            Tensor dLoss;
            try (GradientTape tape = GradientTape.open()) {
                dLoss = lossFn.call(labels, discriminator.call(combinedImages, TRAINING));
                dOptimizer.apply(tape.gradient(dLoss, discriminator.trainableWeights()), discriminator.trainableWeights());
            }
            Tensor latentVectors = Randomness.normal(batchSize, latentDim);
            Tensor misleadingLabels = Tensor.zeros(batchSize, 1);
            Tensor gLoss;
            try (GradientTape tape = GradientTape.open()) {
                Tensor predictions = discriminator.call(generator.call(latentVectors, TRAINING), TRAINING);
                gLoss = lossFn.call(misleadingLabels, predictions);
                gOptimizer.apply(tape.gradient(gLoss, generator.trainableWeights()), generator.trainableWeights());
            }
            return List.of(dLoss, gLoss, generatedImages);
        });

        // Block: training loop of the GAN
        IdxFolder data = Datasets.fashionMnist(folder);
        Examples allDigits = data.training().concat(data.test()).readAll();
        Batches dataset = allDigits
                .map(x -> divide(cast(reshape(x, -1, 28, 28, 1), DType.FLOAT32), 255))
                .shuffle(1024, 42)
                .batch(batchSize);
        int epochs = 1;
        for (int epoch = 0; epoch < epochs; epoch++) {
            System.out.printf("%nStart epoch %d%n", epoch);
            int step = 0;
            for (Batch batch : dataset) {
                List<Tensor> losses = trainStep.call(batch.features());
                if (step % 200 == 0) {
                    System.out.printf("discriminator loss at step %d: %.2f%n", step, losses.get(0).item());
                    System.out.printf("adversarial loss at step %d: %.2f%n", step, losses.get(1).item());
                    ImageEncoding images = ImageEncoding.of(Column.of(losses.get(2)));
                    Png.write(images.picture(0), Location.of(saveDir + "/generated_img" + step + ".png"));
                }
                if (step++ > 10) {
                    break;
                }
            }
        }
        // End
        trainStep.close();
    }

    private static Split<Examples> digits(String folder) {
        Examples digits = Datasets.fashionMnist(folder).training().readAll().map(x -> reshape(x, -1, 784));
        return digits.split(digits.count() / 6);
    }
}
