package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.concat;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.stopGradient;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.config.Config;
import io.kindling.nn.Model;
import io.kindling.nn.loss.BinaryCrossentropy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.Step;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;

/**
 * The guide's GAN as a program of two phases. Labels are 1 for generated images and 0 for real ones, plus noise from 0 to 0.05.
 * The number of generated images is that of a full batch, even if the batch of real images is smaller.
 *
 * <p>With the guide's optimizers the generator collapses to a few kinds of image, which change during training; the setting
 * {@code beta_1 = 0.5} keeps the networks in balance, as in Radford et al., Unsupervised Representation Learning with Deep
 * Convolutional Generative Adversarial Networks (2016), section 4.
 */
public final class Dcgan implements Program {
    /** {@code beta_1} is the decay rate of the gradient's moving average in both optimizers. */
    public static final Config DEFAULTS = Config.of("beta_1", 0.9);

    private static final double LABEL_NOISE = 0.05;

    @Override
    public void define(ProgramBuilder p) {
        GanNetworks networks = new GanNetworks(p.data().featureShape());
        Model discriminator = p.model("discriminator", networks.discriminator());
        Model generator = p.model("generator", networks.generator());
        BinaryCrossentropy lossFn = BinaryCrossentropy.fromLogits();
        double beta1 = p.config().number("beta_1", DEFAULTS.number("beta_1"));

        p.phase("discriminator").updates(discriminator).with(adam(3e-4, beta1)).loss((step, batch) -> {
            Rows latentRows = step.rows(p.batchSize());
            // This phase does not train the generator, so its images are constants.
            Tensor generated = stopGradient(generator.call(latents(step, latentRows), TRAINING));
            Tensor labels = concat(0, noisy(1, step, latentRows), noisy(0, step, batch.rows()));
            Tensor images = concat(0, generated, networks.scaled(batch.features()));
            return step.mean(lossFn.perExample(labels, discriminator.call(images, TRAINING)));
        });
        p.phase("generator").updates(generator).with(adam(4e-4, beta1)).loss((step, batch) -> {
            Rows latentRows = step.rows(p.batchSize());
            Tensor generated = generator.call(latents(step, latentRows), TRAINING);
            // Labels that say "all real images".
            Tensor misleading = Tensor.zeros(latentRows.count(), 1);
            return step.mean(lossFn.perExample(misleading, discriminator.call(generated, TRAINING)));
        });
        p.generation((step, rows) -> generator.call(step.normal(rows, GanNetworks.LATENT_DIM)));
    }

    private static Adam adam(double learningRate, double beta1) {
        return Adam.of(learningRate).betas(beta1, 0.999);
    }

    private static Tensor latents(Step step, Rows rows) {
        return step.normal(rows, GanNetworks.LATENT_DIM);
    }

    private static Tensor noisy(double label, Step step, Rows rows) {
        return add(multiply(step.uniform(rows, 1), LABEL_NOISE), label);
    }
}
