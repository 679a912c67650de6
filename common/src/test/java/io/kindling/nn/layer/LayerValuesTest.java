package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Randomness;
import io.kindling.nn.initializer.Constant;
import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Outputs of layers without filters, computed by hand and by closed forms.
 *
 * @see Layers
 */
@SuppressWarnings("try") // a scope acts by being open
class LayerValuesTest {
    /** One image with one channel. */
    private static Tensor image(int height, int width, double... values) {
        return Tensor.of(values, 1, height, width, 1);
    }

    private static Tensor row(double... values) {
        return Tensor.of(values, 1, values.length);
    }

    private static final Tensor GRID = image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    @Test
    void pooling_computesTheMaximumOrAverageOfEachWindow() {
        assertThat(MaxPooling2D.of().call(GRID).doubles()).containsExactly(5);
        assertThat(MaxPooling2D.of().padding("same").call(GRID).doubles()).containsExactly(5, 6, 8, 9);
        assertThat(MaxPooling2D.of().strides(1).call(GRID).doubles()).containsExactly(5, 6, 8, 9);
        assertThat(AveragePooling2D.of().call(GRID).doubles()).containsExactly(3);
        assertThat(AveragePooling2D.of(1, 3).call(GRID).doubles()).containsExactly(2, 5, 8);
    }

    /** The 2 by 2 windows at the end extend beyond the border and average only 3 and 6, 7 and 8, and 9. */
    @Test
    void averagePooling_excludesPadding() {
        assertThat(AveragePooling2D.of().padding("same").call(GRID).doubles()).containsExactly(3, 4.5, 7.5, 9);
    }

    @Test
    void globalMaxPooling_dividesTheGradientAmongTies() {
        Tensor x = image(2, 2, 7, 1, 7, 3);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            Tensor max = GlobalMaxPooling2D.of().call(x);
            assertThat(max.doubles()).containsExactly(7);
            assertThat(Objects.requireNonNull(tape.gradient(max, x)).doubles()).containsExactly(0.5, 0, 0.5, 0);
        }
        assertThat(GlobalAveragePooling2D.of().call(x).doubles()).containsExactly(4.5);
    }

    @Test
    void borders_arePaddedAndCroppedOnTheGivenSides() {
        assertThat(ZeroPadding2D.of(1, 0, 0, 2).call(image(1, 2, 5, 6)).doubles())
                .containsExactly(0, 0, 0, 0, 5, 6, 0, 0);
        assertThat(Cropping2D.of(1, 0, 0, 2).call(GRID).doubles()).containsExactly(4, 7);
        assertThatThrownBy(() -> Cropping2D.of(2).call(GRID))
                .hasMessageStartingWith("Cannot crop (1, 3, 3, 1) by [[2, 2], [2, 2]]: no pixels would remain.");
        assertThatThrownBy(() -> ZeroPadding2D.of(-1)).hasMessage("Invalid padding: ((-1, -1), (-1, -1)) (at least 0)");
    }

    @Test
    void bordersInAConfig_areOneOrTwoOrFourNumbers() {
        assertThat(Layers.create("ZeroPadding2D", Config.of("padding", 2)).config())
                .isEqualTo(ZeroPadding2D.of(2).config());
        assertThat(Layers.create("Cropping2D", Config.of("cropping", List.of(1, 2)))
                        .config())
                .isEqualTo(Cropping2D.of(1, 2).config());
        assertThatThrownBy(() -> Layers.create("ZeroPadding2D", Config.of("padding", List.of(1, 2, 3))))
                .hasMessage("Invalid padding: [1, 2, 3] (a number, [height, width] or [[top, bottom], [left, right]])");
    }

    @Test
    void upSampling_repeatsEachElement() {
        assertThat(UpSampling2D.of(2, 3).call(image(1, 2, 5, 6)).doubles())
                .containsExactly(5, 5, 5, 6, 6, 6, 5, 5, 5, 6, 6, 6);
    }

    /** With Phi(-1.5) from a table, and the explicit formula of the approximation. */
    @Test
    void smoothActivations_matchTheirClosedForms() {
        assertThat(ELU.alpha(0.5).call(row(-1, 2)).doubles())
                .containsExactly(new double[] {0.5 * (Math.exp(-1) - 1), 2}, within(1e-12));
        assertThat(GELU.of().call(row(-1.5)).doubles())
                .containsExactly(new double[] {-1.5 * 0.066807201268858}, within(1e-12));
        double inner = Math.sqrt(2 / Math.PI) * (-1.5 + 0.044715 * -3.375);
        assertThat(GELU.approximate().call(row(-1.5)).doubles())
                .containsExactly(new double[] {-0.75 * (1 + Math.tanh(inner))}, within(1e-12));
    }

    @Test
    void prelu_multipliesNegativeElements() {
        Layer layer = PReLU.of().alphaInitializer(Constant.of(0.25));
        assertThat(layer.call(row(-2, 0, 3)).doubles()).containsExactly(-0.5, 0, 3);
    }

    @Test
    void embedding_looksUpRows_forIndicesOfAnyType() {
        Embedding layer = Embedding.of(3, 2);
        Model model = Model.sequential(Input.of(DType.INT32, 2), layer);
        layer.weights().get(0).assign(Tensor.of(new float[] {0, 1, 10, 11, 20, 21}, 3, 2));
        assertThat(model.call(Tensor.of(new int[] {2, 0}, 1, 2)).floats()).containsExactly(20, 21, 0, 1);
        assertThat(layer.call(Tensor.of(new byte[] {1}, 1, 1)).floats()).containsExactly(10, 11);
        assertThat(layer.call(Tensor.of(new float[] {1}, 1, 1)).floats()).containsExactly(10, 11);
        assertThatThrownBy(() -> layer.call(Tensor.of(new long[] {1L << 32}, 1)))
                .hasMessageStartingWith("Invalid index: 4294967296");
    }

    @Test
    void gaussianNoise_hasTheGivenDeviation_andIsTheSameForARowOnAnyShard() {
        GaussianNoise layer = GaussianNoise.of(0.5);
        Tensor zeros = Tensor.zeros(DType.FLOAT64, Shape.of(4, 5000));
        double[] whole;
        try (Randomness scope = Randomness.open(RandomKey.of(3))) {
            whole = layer.call(zeros, Mode.TRAINING).doubles();
        }
        double mean = Arrays.stream(whole).average().orElseThrow();
        double variance = Arrays.stream(whole).map(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.02));
        assertThat(variance).isCloseTo(0.25, within(0.01));
        try (Randomness scope = Randomness.openInShard(RandomKey.of(3))) {
            Tensor part = Tensor.zeros(DType.FLOAT64, Shape.of(1, 5000)).setRows(Rows.of(2));
            assertThat(layer.call(part, Mode.TRAINING).doubles()).isEqualTo(Arrays.copyOfRange(whole, 10_000, 15_000));
        }
    }

    @Test
    void invalidSettings_areRejected() {
        assertThatThrownBy(() -> GaussianNoise.of(-1)).hasMessage("Invalid stddev: -1.0 (finite and at least 0)");
        assertThatThrownBy(() -> Embedding.of(0, 2)).hasMessage("Invalid input_dim: 0 (at least 1)");
        assertThatThrownBy(() -> PReLU.of().sharedAxes(0)).hasMessage("Invalid shared axis: 0 (at least 1)");
        assertThatThrownBy(() -> PReLU.of().sharedAxes(3).call(row(1, 2)))
                .hasMessageStartingWith("Cannot share alpha along axis 3 of (1, 2): there is no such axis.");
        assertThatThrownBy(() -> Layers.create("UpSampling2D", Config.of("interpolation", "bilinear")))
                .hasMessage("Invalid interpolation: 'bilinear' (nearest)");
    }
}
