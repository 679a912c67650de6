package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.concat;
import static io.kindling.autodiff.op.Ops.multiply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Randomness;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.loss.BinaryCrossentropy;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.StepResult;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guide's GAN, as a loop and as a program.
 *
 * @see GanLoop
 * @see Dcgan
 */
class GanTest {
    private static final long SEED = 11;

    /** Returns random images with pixels from 0 to 255. */
    private static Examples images(int rows, int... image) {
        int size = Math.toIntExact(Shape.of(image).size());
        SplittableRandom random = new SplittableRandom(3);
        byte[] pixels = new byte[rows * size];
        random.nextBytes(pixels);
        return Examples.of(Column.of(pixels, image), Column.of(new int[rows]));
    }

    private static List<StepResult> epoch(Class<? extends Program> program, Examples rows, int batchSize, int shards) {
        List<StepResult> steps = new ArrayList<>();
        Runner runner = Runner.local(2).batchSize(batchSize).shards(shards).shuffle(Shuffle.NONE);
        try (Training training = runner.start(program, rows)) {
            training.epoch().forEach(steps::add);
        }
        return steps;
    }

    @Test
    void loop_printsTheLinesOfTheGuide_withItsFirstLosses_andSavesAnImage(@TempDir Path folder) throws IOException {
        Printed printed = Printed.by(GanTest::loop, Printed.FASHION_MNIST, folder.toString());

        assertThat(printed.forms())
                .containsExactly(
                        "", "Start epoch 0", "discriminator loss at step 0: <2>", "adversarial loss at step 0: <2>");
        assertThat(printed.numbers("discriminator").get(0)).isBetween(0.6, 0.8);
        assertThat(printed.numbers("adversarial").get(0)).isBetween(0.6, 0.8);
        BufferedImage saved = ImageIO.read(folder.resolve("generated_img0.png").toFile());
        assertThat(saved.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
        assertThat(saved.getWidth()).isEqualTo(28);
    }

    private static void loop(String[] args) {
        try {
            GanLoop.main(args);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.5})
    void oneShard_givesTheSameBitsAsAHandWrittenLoop(double beta1) {
        Examples rows = images(20, 8, 8);
        RawGan raw = new RawGan(rows, beta1);
        try (Training training = Runner.local(1)
                .seed(SEED)
                .batchSize(8)
                .shards(1)
                .shuffle(Shuffle.NONE)
                .execution(Execution.EAGER)
                .start(Dcgan.class, Config.of("beta_1", beta1), rows)) {
            for (StepResult result : training.epoch()) {
                raw.step(result.step());
            }
            assertThat(raw.batches.hasNext()).as("steps beyond 3").isFalse();
            assertThat(weights(training.model("discriminator"))).isEqualTo(weights(raw.discriminator));
            assertThat(weights(training.model("generator"))).isEqualTo(weights(raw.generator));
        }
    }

    private static List<List<Double>> weights(Model model) {
        return model.weights().stream()
                .map(weight -> Arrays.stream(weight.tensor().doubles()).boxed().toList())
                .toList();
    }

    /** The guide's step as a hand-written loop, with the random draws of a program. */
    private static final class RawGan {
        private final GanNetworks networks = new GanNetworks(Shape.of(8, 8));
        private final Model discriminator;
        private final Model generator;
        private final Iterator<Batch> batches;
        private final Optimizer dOptimizer;
        private final Optimizer gOptimizer;
        private final Loss loss = BinaryCrossentropy.fromLogits();

        @SuppressWarnings("try") // a scope acts by being open
        RawGan(Examples rows, double beta1) {
            dOptimizer = Adam.of(3e-4).betas(beta1, 0.999);
            gOptimizer = Adam.of(4e-4).betas(beta1, 0.999);
            batches = rows.batch(8).iterator();
            try (BuildScope building = BuildScope.withSeed(SEED)) {
                discriminator = networks.discriminator();
                generator = networks.generator();
            }
        }

        @SuppressWarnings("try") // a scope acts by being open
        void step(long number) {
            Batch batch = batches.next();
            try (Randomness draws = Randomness.open(Randomness.key(SEED, number, 0, 0))) {
                Tensor generated = generator.call(latents(), Mode.TRAINING);
                Tensor images = concat(0, generated, networks.scaled(batch.features()));
                Tensor labels = concat(0, noisy(1, Rows.range(0, 8)), noisy(0, batch.rows()));
                try (GradientTape tape = GradientTape.open()) {
                    Tensor value = loss.call(labels, discriminator.call(images, Mode.TRAINING));
                    dOptimizer.apply(
                            tape.gradient(value, discriminator.trainableWeights()), discriminator.trainableWeights());
                }
            }
            try (Randomness draws = Randomness.open(Randomness.key(SEED, number, 1, 0));
                    GradientTape tape = GradientTape.open()) {
                Tensor generated = generator.call(latents(), Mode.TRAINING);
                Tensor real = Tensor.zeros(8, 1);
                Tensor value = loss.call(real, discriminator.call(generated, Mode.TRAINING));
                gOptimizer.apply(tape.gradient(value, generator.trainableWeights()), generator.trainableWeights());
            }
        }

        private static Tensor latents() {
            return Ops.normal(Randomness.next(), Rows.range(0, 8), Shape.of(128), DType.FLOAT32);
        }

        private static Tensor noisy(double label, Rows rows) {
            Tensor noise = Ops.uniform(Randomness.next(), rows, Shape.of(1), DType.FLOAT32);
            return add(multiply(noise, 0.05), label);
        }
    }

    @Test
    void program_takesTheImageSizeFromTheData() {
        List<StepResult> steps = epoch(Dcgan.class, images(4, 32, 32, 3), 4, 2);
        assertThat(steps.get(0).losses().keySet()).containsExactly("discriminator", "generator");
        assertThat(steps.get(0).losses().values()).allMatch(loss -> loss > 0.6 && loss < 0.8);
        assertThatThrownBy(() -> new GanNetworks(Shape.of(784)))
                .hasMessage(
                        "Invalid rows: (784,) each (images are needed: (height, width) or (height, width, channels);"
                                + " for pixels in flat columns, set --image-shape)");
        assertThatThrownBy(() -> new GanNetworks(Shape.of(30, 28)))
                .hasMessage("Invalid images: (30, 28) (height and width are multiples of 4: the generator doubles them"
                        + " twice)");
    }
}
