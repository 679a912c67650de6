package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.cast;
import static io.kindling.autodiff.op.Ops.concat;
import static io.kindling.autodiff.op.Ops.divide;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.reshape;
import static io.kindling.driver.example.GuideOutput.print;
import static io.kindling.nn.Mode.TRAINING;
import static io.kindling.tensor.DType.FLOAT32;

import io.kindling.autodiff.GradientTape;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.data.Column;
import io.kindling.io.ImageEncoding;
import io.kindling.io.Location;
import io.kindling.io.Png;
import io.kindling.nn.Compiled;
import io.kindling.nn.Model;
import io.kindling.nn.Randomness;
import io.kindling.nn.layer.Conv2D;
import io.kindling.nn.layer.Conv2DTranspose;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.GlobalMaxPooling2D;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.LeakyReLU;
import io.kindling.nn.layer.Reshape;
import io.kindling.nn.loss.BinaryCrossentropy;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.util.List;

/** The guide's section "End-to-end example: a GAN training loop from scratch". */
public final class GanLoop {
    private static final int BATCH_SIZE = 64;
    private static final int LATENT_DIM = 128;

    final Model discriminator = Model.sequential(
                    Input.of(28, 28, 1),
                    Conv2D.of(64, 3).strides(2).padding("same"),
                    LeakyReLU.alpha(0.2),
                    Conv2D.of(128, 3).strides(2).padding("same"),
                    LeakyReLU.alpha(0.2),
                    GlobalMaxPooling2D.of(),
                    Dense.of(1))
            .named("discriminator");

    final Model generator = Model.sequential(
                    Input.of(LATENT_DIM),
                    // We want to generate 128 coefficients to reshape into a 7x7x128 map
                    Dense.of(7 * 7 * 128),
                    LeakyReLU.alpha(0.2),
                    Reshape.of(7, 7, 128),
                    Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                    LeakyReLU.alpha(0.2),
                    Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                    LeakyReLU.alpha(0.2),
                    Conv2D.of(1, 7).padding("same").activation("sigmoid"))
            .named("generator");

    // Instantiate one optimizer for the discriminator and another for the generator.
    private final Optimizer dOptimizer = Adam.of(0.0003);
    private final Optimizer gOptimizer = Adam.of(0.0004);
    // Instantiate a loss function.
    private final Loss lossFn = BinaryCrossentropy.fromLogits();

    /**
     * Runs one step. The guide's {@code @tf.function} is {@link Compiled} here: the step is traced once, then run as a plan.
     *
     * @return the losses of discriminator and generator, each before its update, and the generated images that the
     *     discriminator saw
     */
    List<Tensor> trainStep(Tensor realImages) {
        // Sample random points in the latent space
        Tensor latentVectors = Randomness.normal(BATCH_SIZE, LATENT_DIM);
        // Decode them to fake images
        Tensor generatedImages = generator.call(latentVectors);
        // Combine them with real images
        Tensor combinedImages = concat(0, generatedImages, realImages);

        // Assemble labels discriminating real from fake images
        int realCount = realImages.shape().dim(0);
        Tensor labels = concat(0, Tensor.ones(BATCH_SIZE, 1), Tensor.zeros(realCount, 1));
        // Add random noise to the labels - important trick!
        labels = add(labels, multiply(Randomness.uniform(BATCH_SIZE + realCount, 1), 0.05));

        // Train the discriminator
        Tensor dLoss;
        try (GradientTape tape = GradientTape.open()) {
            Tensor predictions = discriminator.call(combinedImages, TRAINING);
            dLoss = lossFn.call(labels, predictions);
            dOptimizer.apply(tape.gradient(dLoss, discriminator.trainableWeights()), discriminator.trainableWeights());
        }

        // Sample random points in the latent space
        latentVectors = Randomness.normal(BATCH_SIZE, LATENT_DIM);
        // Assemble labels that say "all real images"
        Tensor misleadingLabels = Tensor.zeros(BATCH_SIZE, 1);

        // Train the generator (note that we should *not* update the weights of the discriminator)!
        Tensor gLoss;
        try (GradientTape tape = GradientTape.open()) {
            Tensor predictions = discriminator.call(generator.call(latentVectors, TRAINING), TRAINING);
            gLoss = lossFn.call(misleadingLabels, predictions);
            gOptimizer.apply(tape.gradient(gLoss, generator.trainableWeights()), generator.trainableWeights());
        }
        return List.of(dLoss, gLoss, generatedImages);
    }

    private void train(Batches dataset, int epochs, Location saveDir) throws IOException {
        try (Compiled<List<Tensor>> trainStep = Compiled.of(this::trainStep)) {
            train(trainStep, dataset, epochs, saveDir);
        }
    }

    private void train(Compiled<List<Tensor>> trainStep, Batches dataset, int epochs, Location saveDir)
            throws IOException {
        for (int epoch = 0; epoch < epochs; epoch++) {
            print("\nStart epoch %d", epoch);

            int step = 0;
            for (Batch batch : dataset) {
                // Train the discriminator & generator on one batch of real images.
                List<Tensor> losses = trainStep.call(batch.features());

                // Logging.
                if (step % 200 == 0) {
                    print(
                            "discriminator loss at step %d: %.2f",
                            step, losses.get(0).item());
                    print(
                            "adversarial loss at step %d: %.2f",
                            step, losses.get(1).item());

                    // Save one generated image
                    ImageEncoding generated = ImageEncoding.of(Column.of(losses.get(2)));
                    Png.write(generated.picture(0), saveDir.child("generated_img" + step + ".png"));
                }

                // To limit execution time we stop after 10 steps.
                // Remove the lines below to actually train the model!
                if (step > 10) {
                    break;
                }
                step++;
            }
        }
    }

    /**
     * @param args the path of a folder of IDX files, by default the bundled data set; then a folder for images, by default the
     *     current one
     */
    public static void main(String[] args) throws IOException {
        Batches dataset = Digits.all(args)
                .shuffle(1024, 42)
                .batch(BATCH_SIZE)
                .map(batch -> batch.withFeatures(divide(cast(reshape(batch.features(), -1, 28, 28, 1), FLOAT32), 255)));
        // In practice you need at least 20 epochs to generate nice digits.
        new GanLoop().train(dataset, 1, Location.of(args.length > 1 ? args[1] : "."));
    }
}
