package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.io.Location;
import io.kindling.program.StepResult;
import io.kindling.program.StepTime;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;

    @TempDir
    Path folder;

    private static EpochResult epoch(int number, int metrics) {
        Map<String, Double> results = new LinkedHashMap<>();
        IntStream.range(0, metrics).forEach(each -> results.put("metric_" + each, (double) number));
        return new EpochResult(number, Map.of("train", 1.0 / (1 + number)), results, 0, 1, Optional.empty());
    }

    private static LossCurve losses(int steps, String... phases) {
        LossCurve curve = new LossCurve();
        for (int step = 0; step < steps; step++) {
            Map<String, Double> losses = new LinkedHashMap<>();
            for (String phase : phases) {
                losses.put(phase, 1.0 / (1 + step));
            }
            curve.add(new StepResult(step, 0, step, losses, Map.of(), 1, 1, new StepTime(1, 1, 0), List.of()));
        }
        return curve;
    }

    private BufferedImage drawn(List<EpochResult> epochs, LossCurve losses) throws IOException {
        Path file = folder.resolve("curves.png");
        Curves.write(epochs, losses, Location.of(file.toString()));
        return ImageIO.read(file.toFile());
    }

    @Test
    void severalCharts_standInRowsOfAtMostThree() throws IOException {
        BufferedImage six = drawn(List.of(epoch(0, 5)), losses(1, "train"));
        assertThat(List.of(six.getWidth(), six.getHeight())).containsExactly(3 * WIDTH, 2 * HEIGHT);
        BufferedImage four = drawn(List.of(epoch(0, 3)), losses(1, "train"));
        assertThat(List.of(four.getWidth(), four.getHeight())).containsExactly(2 * WIDTH, 2 * HEIGHT);
        BufferedImage five = drawn(List.of(epoch(0, 4)), losses(1, "train"));
        assertThat(five.getRGB(3 * WIDTH - 9, 2 * HEIGHT - 9))
                .as("where no chart is")
                .isEqualTo(0xffffffff);
    }

    @Test
    void labelsOfValues_haveAsManyDigitsAsTheyNeedToDiffer() {
        assertThat(Stream.of(40.0, 9.0, 1.0, 0.5, 0.0118, 1e-12).map(Curves::pattern))
                .containsExactly("0", "0", "0.0", "0.00", "0.000", "0.000000");
        assertThat(Stream.of(0.0, Double.NEGATIVE_INFINITY, Double.NaN).map(Curves::pattern))
                .containsOnly("0.####");
    }

    /** The widest text below the axis, in pixels. Labels that are not 8 pixels apart are one text. */
    private static int widestLabel(BufferedImage chart) {
        int[] inked = IntStream.range(0, WIDTH)
                .filter(x -> IntStream.range(328, 343).anyMatch(y -> (chart.getRGB(x, y) & 0xff) < 128))
                .toArray();
        int widest = 0;
        int from = inked[0];
        for (int i = 0; i < inked.length; i++) {
            if (i > 0 && inked[i] - inked[i - 1] > 8) {
                from = inked[i];
            }
            widest = Math.max(widest, inked[i] - from);
        }
        return widest;
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 50, 60, 100, 640})
    void labelsOfEpochs_haveRoomBetweenThem(int epochs) throws IOException {
        List<EpochResult> results =
                IntStream.range(0, epochs).mapToObj(each -> epoch(each, 0)).toList();
        assertThat(widestLabel(drawn(results, losses(1, "train")))).isBetween(8, 50);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 200, 5000})
    void labelsOfSteps_haveRoomBetweenThem(int steps) throws IOException {
        BufferedImage chart = drawn(List.of(epoch(0, 0)), losses(steps, "discriminator", "generator"));
        assertThat(widestLabel(chart)).isBetween(8, 50);
    }
}
