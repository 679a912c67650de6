package io.kindling.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.initializer.Zeros;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private BuildScope names;

    @BeforeEach
    void open() {
        names = BuildScope.withSeed(0);
    }

    @AfterEach
    void close() {
        names.close();
    }

    /** Removes the closing bar of each line in a text block; the bars make trailing spaces visible. */
    private static String unbarred(String block) {
        return String.join(
                "\n",
                block.lines().map(line -> line.substring(0, line.length() - 1)).toList());
    }

    @Test
    void discriminator_isPrintedExactlyAsInTheGuide() {
        Stream.generate(() -> Dense.of(1)).limit(4).forEach(Layer::name);
        Model discriminator = Model.sequential(
                        Input.of(28, 28, 1),
                        new Conv2D(64),
                        new LeakyReLU(),
                        new Conv2D(128),
                        new LeakyReLU(),
                        new GlobalMaxPooling2D(),
                        Dense.of(1))
                .named("discriminator");
        assertThat(discriminator.summary()).isEqualTo(unbarred("""
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
                """));
    }

    @Test
    void classifier_showsItsInput_asFunctionalModelsDo() {
        Node digits = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").apply(digits);
        x = Dense.of(64).activation("relu").apply(x);
        Model model = Model.of(digits, Dense.of(10).named("predictions").apply(x));
        model.layers().get(1).freeze();
        assertThat(model.summary()).isEqualTo(unbarred("""
                Model: "model"|
                _________________________________________________________________|
                 Layer (type)                Output Shape              Param #   |
                =================================================================|
                 digits (InputLayer)         [(None, 784)]             0         |
                                                                                 |
                 dense (Dense)               (None, 64)                50240     |
                                                                                 |
                 dense_1 (Dense)             (None, 64)                4160      |
                                                                                 |
                 predictions (Dense)         (None, 10)                650       |
                                                                                 |
                =================================================================|
                Total params: 55050 (215.04 KB)|
                Trainable params: 4810 (18.79 KB)|
                Non-trainable params: 50240 (196.25 KB)|
                _________________________________________________________________|
                """));
    }

    @Test
    void sharedLayersAndSeveralInputs_areShownWithConnections() {
        Node left = Input.of(8);
        Node right = Input.of(8);
        Layer shared = Dense.of(4).named("shared");
        Node merged = new Merge().apply(shared.apply(left), shared.apply(right));
        Model model = Model.of(List.of(left, right), List.of(merged)).named("twins");
        assertThat(model.summary()).isEqualTo(unbarred("""
                Model: "twins"|
                __________________________________________________________________________________________________|
                 Layer (type)                Output Shape                 Param #   Connected to                  |
                ==================================================================================================|
                 input_1 (InputLayer)        [(None, 8)]                  0         []                            |
                                                                                                                  |
                 input_2 (InputLayer)        [(None, 8)]                  0         []                            |
                                                                                                                  |
                 shared (Dense)              (None, 4)                    36        ['input_1[0][0]',             |
                                                                                     'input_2[0][0]']             |
                                                                                                                  |
                 merge (Merge)               (None, 4)                    0         ['shared[0][0]',              |
                                                                                     'shared[1][0]']              |
                                                                                                                  |
                ==================================================================================================|
                Total params: 36 (144.00 Byte)|
                Trainable params: 36 (144.00 Byte)|
                Non-trainable params: 0 (0.00 Byte)|
                __________________________________________________________________________________________________|
                """));
    }

    @Test
    void nestedModels_areShownBetweenBars() {
        Node latent = Input.of(3).named("latent");
        Model encoder =
                Model.of(latent, Dense.of(2).named("inside").apply(latent)).named("encoder");
        Model model = Model.sequential(Input.of(3), encoder, Flatten.of()).named("outer");
        assertThat(model.nestedSummary()).isEqualTo(unbarred("""
                Model: "outer"|
                _________________________________________________________________|
                 Layer (type)                Output Shape              Param #   |
                =================================================================|
                 encoder (Functional)        (None, 2)                 8         |
                |¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯||
                | latent (InputLayer)        [(None, 3)]               0        ||
                |                                                               ||
                | inside (Dense)             (None, 2)                 8        ||
                ¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯|
                 flatten (Flatten)           (None, 2)                 0         |
                                                                                 |
                =================================================================|
                Total params: 8 (32.00 Byte)|
                Trainable params: 8 (32.00 Byte)|
                Non-trainable params: 0 (0.00 Byte)|
                _________________________________________________________________|
                """));
    }

    @Test
    void memory_usesUnitsOf1024() {
        assertThat(Summary.memory(1023)).isEqualTo("1023.00 Byte");
        assertThat(Summary.memory(1024)).isEqualTo("1.00 KB");
        assertThat(Summary.memory(5.5 * 1024 * 1024 * 1024)).isEqualTo("5.50 GB");
    }

    /** Stand-ins with the names and shapes of the guide's layers. */
    private static final class Conv2D extends Layer {
        private final int filters;

        Conv2D(int filters) {
            this.filters = filters;
        }

        @Override
        protected void build(List<Shape> inputs) {
            addWeight("kernel", Shape.of(3, 3, inputs.get(0).dim(-1), filters), Zeros.of(), null);
            addWeight("bias", Shape.of(filters), Zeros.of(), null);
        }

        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            Shape in = input.shape();
            return Tensor.symbolic(input.dtype(), Shape.of(in.dim(0), in.dim(1) / 2, in.dim(2) / 2, filters));
        }
    }

    private static final class LeakyReLU extends Layer {
        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return input;
        }
    }

    private static final class GlobalMaxPooling2D extends Layer {
        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return Tensor.symbolic(
                    input.dtype(), Shape.of(input.shape().dim(0), input.shape().dim(-1)));
        }
    }

    private static final class Merge extends Layer {
        @Override
        protected List<Tensor> forward(List<Tensor> inputs, Mode mode) {
            return inputs.subList(0, 1);
        }
    }
}
