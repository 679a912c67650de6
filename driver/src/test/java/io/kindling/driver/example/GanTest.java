package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.Shuffle;
import io.kindling.nn.Model;
import io.kindling.program.Program;
import io.kindling.program.Runner;
import io.kindling.program.StepResult;
import io.kindling.program.Training;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The guide's GAN, as its loop and as a program, and WGAN-GP. */
class GanTest {
    /** Pixels from 0 to 255. */
    private static Examples images(int rows, int... image) {
        int size = Math.toIntExact(Shape.of(image).size());
        SplittableRandom random = new SplittableRandom(3);
        byte[] pixels = new byte[rows * size];
        random.nextBytes(pixels);
        return Examples.of(Column.of(pixels, image), Column.of(new int[rows]));
    }

    private static List<StepResult> epoch(Program program, Examples rows, int batchSize, int shards) {
        List<StepResult> steps = new ArrayList<>();
        Runner runner = Runner.local(2).batchSize(batchSize).shards(shards).shuffle(Shuffle.NONE);
        try (Training training = runner.start(program, rows)) {
            training.epoch().forEach(steps::add);
        }
        return steps;
    }

    @Test
    void loop_printsTheGuidesLines_withItsFirstLosses() {
        Printed printed = Printed.by(GanLoop::main, Printed.SAMPLE);

        assertThat(printed.forms())
                .containsExactly(
                        "", "Start epoch 0", "discriminator loss at step 0: <2>", "adversarial loss at step 0: <2>");
        assertThat(printed.numbers("discriminator").get(0)).isBetween(0.6, 0.8);
        assertThat(printed.numbers("adversarial").get(0)).isBetween(0.6, 0.8);
    }

    @Test
    void networks_areTheGuides_inTheLoopAndInTheProgram() {
        GanLoop loop = new GanLoop();
        assertThat(parameters(loop.discriminator)).isEqualTo(74_625);
        assertThat(parameters(loop.generator)).isEqualTo(1_339_905);
        GanNetworks networks = new GanNetworks(Shape.of(28, 28));
        assertThat(networks.discriminator().summary()).contains("Total params: 74625 (291.50 KB)");
        assertThat(networks.generator().summary()).contains("Total params: 1339905 (");
    }

    private static long parameters(Model model) {
        return model.weights().stream()
                .mapToLong(weight -> weight.shape().size())
                .sum();
    }

    /** The last batch has fewer real rows than generated ones, and some of four shards may have none. */
    @Test
    void program_losesTheSame_onOneShardAndOnFour() {
        compare(new Dcgan(), images(10, 8, 8));
    }

    @Test
    void wganGp_losesTheSame_onOneShardAndOnFour() {
        compare(new WganGp(), images(10, 8, 8));
    }

    private static void compare(Program program, Examples rows) {
        List<StepResult> one = epoch(program, rows, 8, 1);
        List<StepResult> four = epoch(program, rows, 8, 4);
        assertThat(one).hasSize(2);
        for (int step = 0; step < one.size(); step++) {
            for (String phase : one.get(step).losses().keySet()) {
                double expected = one.get(step).losses().get(phase);
                assertThat(expected).isFinite();
                assertThat(four.get(step).losses().get(phase))
                        .as("%s at step %d", phase, step)
                        .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    @Test
    void program_takesTheImagesSizeFromTheData() {
        List<StepResult> steps = epoch(new Dcgan(), images(4, 32, 32, 3), 4, 2);
        assertThat(steps.get(0).losses().keySet()).containsExactly("discriminator", "generator");
        assertThat(steps.get(0).losses().values()).allMatch(loss -> loss > 0.6 && loss < 0.8);
        assertThatThrownBy(() -> new GanNetworks(Shape.of(784)))
                .hasMessage("Cannot generate rows of (784,): images (height, width) or (height, width, channels) are"
                        + " needed, sizes multiples of 4.");
    }
}
