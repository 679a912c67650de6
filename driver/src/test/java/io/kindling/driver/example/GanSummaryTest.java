package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.Layer;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Dense;
import io.kindling.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The summaries of the guide's GAN, built by its loop and by its program. The guide prints the discriminator's summary, after
 * earlier sections have created four dense layers; the generator's follows from the same rules.
 *
 * @see GanNetworks
 */
class GanSummaryTest {
    private BuildScope names;

    @BeforeEach
    void open() {
        names = BuildScope.withSeed(0);
        Stream.generate(() -> Dense.of(1)).limit(4).forEach(Layer::name);
    }

    @AfterEach
    void close() {
        names.close();
    }

    private static final String DISCRIMINATOR = withoutBars("""
            Model: "discriminator"|
            _________________________________________________________________|
             Layer (type)                Output Shape              Param #   |
            =================================================================|
             conv2d (Conv2D)             (None, 14, 14, 64)        640       |
                                                                             |
             leaky_re_lu (LeakyReLU)     (None, 14, 14, 64)        0         |
                                                                             |
             conv2d_1 (Conv2D)           (None, 7, 7, 128)         73856     |
                                                                             |
             leaky_re_lu_1 (LeakyReLU)   (None, 7, 7, 128)         0         |
                                                                             |
             global_max_pooling2d (Glob  (None, 128)               0         |
             alMaxPooling2D)                                                 |
                                                                             |
             dense_4 (Dense)             (None, 1)                 129       |
                                                                             |
            =================================================================|
            Total params: 74625 (291.50 KB)|
            Trainable params: 74625 (291.50 KB)|
            Non-trainable params: 0 (0.00 Byte)|
            _________________________________________________________________|
            """);

    private static final String GENERATOR = withoutBars("""
            Model: "generator"|
            _________________________________________________________________|
             Layer (type)                Output Shape              Param #   |
            =================================================================|
             dense_5 (Dense)             (None, 6272)              809088    |
                                                                             |
             leaky_re_lu_2 (LeakyReLU)   (None, 6272)              0         |
                                                                             |
             reshape (Reshape)           (None, 7, 7, 128)         0         |
                                                                             |
             conv2d_transpose (Conv2DTr  (None, 14, 14, 128)       262272    |
             anspose)                                                        |
                                                                             |
             leaky_re_lu_3 (LeakyReLU)   (None, 14, 14, 128)       0         |
                                                                             |
             conv2d_transpose_1 (Conv2D  (None, 28, 28, 128)       262272    |
             Transpose)                                                      |
                                                                             |
             leaky_re_lu_4 (LeakyReLU)   (None, 28, 28, 128)       0         |
                                                                             |
             conv2d_2 (Conv2D)           (None, 28, 28, 1)         6273      |
                                                                             |
            =================================================================|
            Total params: 1339905 (5.11 MB)|
            Trainable params: 1339905 (5.11 MB)|
            Non-trainable params: 0 (0.00 Byte)|
            _________________________________________________________________|
            """);

    /** Removes the bar at the end of each line of a text block; the bars make trailing spaces visible. */
    private static String withoutBars(String block) {
        List<String> lines =
                block.lines().map(line -> line.substring(0, line.length() - 1)).toList();
        return String.join("\n", lines);
    }

    @Test
    void loop_hasTheGuidesNetworks() {
        GanLoop loop = new GanLoop();
        assertThat(loop.discriminator.summary()).isEqualTo(DISCRIMINATOR);
        assertThat(loop.generator.summary()).isEqualTo(GENERATOR);
    }

    @Test
    void program_hasTheGuidesNetworks() {
        GanNetworks networks = new GanNetworks(Shape.of(28, 28));
        assertThat(networks.discriminator().summary()).isEqualTo(DISCRIMINATOR);
        assertThat(networks.generator().summary()).isEqualTo(GENERATOR);
    }
}
