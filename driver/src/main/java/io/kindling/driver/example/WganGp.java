package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.negate;
import static io.kindling.autodiff.op.Ops.reshape;
import static io.kindling.autodiff.op.Ops.sqrt;
import static io.kindling.autodiff.op.Ops.square;
import static io.kindling.autodiff.op.Ops.stopGradient;
import static io.kindling.autodiff.op.Ops.subtract;
import static io.kindling.autodiff.op.Ops.sum;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.nn.Model;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;
import java.util.Objects;

/**
 * A Wasserstein GAN with gradient penalty on the guide's networks: Gulrajani et al., Improved Training of Wasserstein GANs
 * (2017), with the paper's settings. Each step trains the critic five times, on the same real rows and on new generated ones.
 * The critic's loss contains the norm of its own gradient, so its training needs second-order gradients.
 */
public final class WganGp implements Program {
    private static final int CRITIC_REPEATS = 5;
    private static final double PENALTY = 10;

    /** Keeps the derivative of the square root finite where the critic's gradient is 0. */
    private static final double LEAST_SQUARE = 1e-12;

    @Override
    public void define(ProgramBuilder p) {
        GanNetworks networks = new GanNetworks(p.data().featureShape());
        Model critic = p.model("critic", networks.discriminator());
        Model generator = p.model("generator", networks.generator());
        Adam optimizer = Adam.of(1e-4).betas(0, 0.9);

        p.phase("critic").updates(critic).with(optimizer).repeat(CRITIC_REPEATS).loss((step, batch) -> {
            Tensor real = networks.scaled(batch.features());
            // One generated image per real one; this phase does not train the generator.
            Tensor latents = step.normal(batch.rows(), GanNetworks.LATENT_DIM);
            Tensor generated = stopGradient(generator.call(latents, TRAINING));
            Tensor mix = reshape(step.uniform(batch.rows(), 1), batch.count(), 1, 1, 1);
            Tensor between = add(real, multiply(mix, subtract(generated, real)));
            Tensor rating = subtract(critic.call(generated, TRAINING), critic.call(real, TRAINING));
            return step.mean(rating).plus(step.mean(multiply(penalty(critic, between), PENALTY)));
        });
        p.phase("generator").updates(generator).with(optimizer).loss((step, batch) -> {
            Tensor latents = step.normal(step.rows(p.batchSize()), GanNetworks.LATENT_DIM);
            return step.mean(negate(critic.call(generator.call(latents, TRAINING), TRAINING)));
        });
        p.generation((step, rows) -> generator.call(step.normal(rows, GanNetworks.LATENT_DIM)));
    }

    /** Returns {@code (|d critic / d image| - 1)^2} for each image. */
    private static Tensor penalty(Model critic, Tensor images) {
        Tensor gradient;
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(images);
            gradient = Objects.requireNonNull(tape.gradient(critic.call(images, TRAINING), images));
        }
        Tensor norm = sqrt(add(sum(square(gradient), 1, 2, 3), LEAST_SQUARE));
        return square(subtract(norm, 1));
    }
}
