package io.kindling.driver.example;

import static io.kindling.autodiff.op.Arithmetic.add;
import static io.kindling.autodiff.op.Arithmetic.multiply;
import static io.kindling.autodiff.op.Arithmetic.negate;
import static io.kindling.autodiff.op.Arithmetic.square;
import static io.kindling.autodiff.op.Arithmetic.subtract;
import static io.kindling.autodiff.op.Functions.sqrt;
import static io.kindling.autodiff.op.GradientControl.stopGradient;
import static io.kindling.autodiff.op.Reductions.sum;
import static io.kindling.autodiff.op.Shaping.reshape;
import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.nn.Model;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.Tensor;
import java.util.Objects;

/**
 * A Wasserstein GAN with a gradient penalty, of the guide's networks: Gulrajani et al., Improved Training of Wasserstein GANs
 * (2017), with the paper's settings. The critic is trained five times a step, each time on the same real rows and new
 * generated ones; its loss holds the norm of its own gradient, which only a tape of gradients of any order can train.
 */
public final class WganGp implements Program {
    private static final int CRITIC_REPEATS = 5;
    private static final double PENALTY = 10;

    /** Keeps the root's slope finite where the critic is flat. */
    private static final double LEAST_SQUARE = 1e-12;

    @Override
    public void define(ProgramBuilder p) {
        GanNetworks networks = new GanNetworks(p.data().featureShape());
        Model critic = p.model("critic", networks.discriminator());
        Model generator = p.model("generator", networks.generator());
        Adam optimizer = Adam.of(1e-4).betas(0, 0.9);

        p.phase("critic").updates(critic).with(optimizer).repeat(CRITIC_REPEATS).loss((step, batch) -> {
            Tensor real = networks.scaled(batch.features());
            // A generated image for each real one; the generator is not trained here.
            Tensor latents = step.normal(batch.rows(), GanNetworks.LATENT_DIM);
            Tensor generated = stopGradient(generator.call(latents, TRAINING));
            Tensor place = reshape(step.uniform(batch.rows(), 1), batch.count(), 1, 1, 1);
            Tensor between = add(real, multiply(place, subtract(generated, real)));
            Tensor rating = subtract(critic.call(generated, TRAINING), critic.call(real, TRAINING));
            return step.mean(rating).plus(step.mean(multiply(penalty(critic, between), PENALTY)));
        });
        p.phase("generator").updates(generator).with(optimizer).loss((step, batch) -> {
            Tensor latents = step.normal(step.rows(p.batchSize()), GanNetworks.LATENT_DIM);
            return step.mean(negate(critic.call(generator.call(latents, TRAINING), TRAINING)));
        });
        p.generation((step, rows) -> generator.call(step.normal(rows, GanNetworks.LATENT_DIM)));
    }

    /** {@code (|d critic / d image| - 1)^2} of each image. */
    private static Tensor penalty(Model critic, Tensor images) {
        Tensor slope;
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(images);
            slope = Objects.requireNonNull(tape.gradient(critic.call(images, TRAINING), images));
        }
        Tensor norm = sqrt(add(sum(square(slope), 1, 2, 3), LEAST_SQUARE));
        return square(subtract(norm, 1));
    }
}
