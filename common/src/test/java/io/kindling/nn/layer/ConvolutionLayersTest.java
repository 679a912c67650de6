package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.nn.initializer.Constant;
import io.kindling.nn.initializer.Ones;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Values computed by hand.
 *
 * @see Conv2D
 * @see Conv2DTranspose
 */
class ConvolutionLayersTest {
    private static Tensor images(int height, int width, double... values) {
        return Tensor.of(values, 1, height, width, values.length / (height * width));
    }

    private static long size(Model model) {
        return model.weights().stream()
                .mapToLong(weight -> weight.shape().size())
                .sum();
    }

    /** Networks, shapes and parameter counts from the Keras guide. */
    @Test
    void networksOfTheGuide_haveTheDocumentedShapesAndParameterCounts() {
        Layer[] critic = {
            Conv2D.of(64, 3).strides(2).padding("same"),
            LeakyReLU.alpha(0.2),
            Conv2D.of(128, 3).strides(2).padding("same"),
            LeakyReLU.alpha(0.2)
        };
        Model features = Model.sequential(Input.of(28, 28, 1), critic);
        assertThat(features.call(Tensor.zeros(2, 28, 28, 1)).shape()).isEqualTo(Shape.of(2, 7, 7, 128));
        assertThat(size(features)).isEqualTo(640 + 73_856);
        Model generator = Model.sequential(
                Input.of(128),
                Dense.of(7 * 7 * 128),
                LeakyReLU.alpha(0.2),
                Reshape.of(7, 7, 128),
                Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                LeakyReLU.alpha(0.2),
                Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                LeakyReLU.alpha(0.2),
                Conv2D.of(1, 7).padding("same").activation("sigmoid"));
        assertThat(generator.call(Tensor.zeros(2, 128)).shape()).isEqualTo(Shape.of(2, 28, 28, 1));
        assertThat(size(generator)).isEqualTo(809_088 + 262_272 + 262_272 + 6_273);
    }

    /** Window 3, stride 2, 4 elements: no zero before and one after, so the last window holds 3, 4 and a zero. */
    @Test
    void samePadding_putsTheOddZeroAtTheEnd() {
        Tensor sums = Conv2D.of(1, 1, 3)
                .strides(2)
                .padding("same")
                .kernelInitializer(Ones.of())
                .call(images(1, 4, 1, 2, 3, 4));
        assertThat(sums.doubles()).containsExactly(6, 7);
    }

    @Test
    void conv2D_addsBiasThenActivates() {
        Tensor out = Conv2D.of(1, 2)
                .kernelInitializer(Ones.of())
                .biasInitializer(Constant.of(-11))
                .activation("relu")
                .call(images(2, 3, 1, 2, 3, 4, 5, 6));
        assertThat(out.doubles()).containsExactly(1, 5);
    }

    /** Each input adds the kernel times its value to the output, at a stride of 2; overlaps are summed. */
    @Test
    void conv2DTranspose_addsTheScaledKernelAtEachPosition() {
        Conv2DTranspose layer = Conv2DTranspose.of(1, 1, 3).strides(1, 2);
        layer.call(images(1, 2, 1, 10));
        layer.weights().get(0).assign(Tensor.of(new double[] {1, 2, 3}, 1, 3, 1, 1));
        assertThat(layer.call(images(1, 2, 1, 10)).doubles()).containsExactly(1, 2, 13, 20, 30);
        Conv2DTranspose same = Conv2DTranspose.of(1, 1, 3).strides(1, 2).padding("same");
        same.call(images(1, 2, 1, 10));
        same.weights().get(0).assign(Tensor.of(new double[] {1, 2, 3}, 1, 3, 1, 1));
        assertThat(same.call(images(1, 2, 1, 10)).doubles()).containsExactly(1, 2, 13, 20);
    }

    @Test
    void depthwise_convolvesChannelsSeparately() {
        Tensor out = DepthwiseConv2D.of(1, 2)
                .depthMultiplier(2)
                .depthwiseInitializer(Ones.of())
                .call(images(1, 2, 1, 10, 2, 20));
        assertThat(out.doubles()).containsExactly(3, 3, 30, 30);
    }

    @Test
    void conv1D_slidesAlongTheSequence() {
        Tensor out = Conv1D.of(1, 2)
                .dilation(2)
                .kernelInitializer(Ones.of())
                .call(Tensor.of(new double[] {1, 2, 3, 4}, 1, 4, 1));
        assertThat(out.doubles()).containsExactly(4, 6);
    }

    @Test
    void inputsOfWrongRank_areRejected_beforeWeightsAreCreated() {
        Conv2D layer = Conv2D.of(2, 3);
        assertThatThrownBy(() -> layer.call(Tensor.zeros(4, 784)))
                .hasMessageStartingWith("Cannot use (4, 784) as images: expected (batch, height, width, channels).");
        assertThat(layer.weights()).isEmpty();
        assertThatThrownBy(() -> Conv1D.of(2, 3).call(Tensor.zeros(4, 784)))
                .hasMessageStartingWith("Cannot use (4, 784) as sequences: expected (batch, length, channels).");
    }

    @Test
    void invalidSettings_areRejected() {
        assertThatThrownBy(() -> Conv2D.of(0, 3)).hasMessage("Invalid filters: 0 (at least 1)");
        assertThatThrownBy(() -> Conv2D.of(1, 3, 0)).hasMessage("Invalid kernel_size: 0 (at least 1)");
        assertThatThrownBy(() -> Conv2D.of(1, 3).padding("full")).hasMessage("Invalid padding: 'full' (valid or same)");
        assertThatThrownBy(() -> Conv2D.of(4, 1).groups(2).call(images(1, 1, 1, 2, 3)))
                .hasMessageStartingWith("Invalid groups: 2 (a divisor of the 3 channels and of the 4 filters)");
        assertThatThrownBy(() ->
                        Conv2DTranspose.of(1, 3).strides(2).outputPadding(2).call(images(1, 1, 1)))
                .hasMessage("Invalid output_padding: [2, 2] (less than the strides [2, 2])");
    }

    @Test
    void singleNumberInAConfig_isASquareKernel() {
        Layer layer = Layers.create("Conv2D", Config.of("filters", 2, "kernel_size", 3, "strides", 2));
        assertThat(layer.config()).isEqualTo(Conv2D.of(2, 3, 3).strides(2, 2).config());
    }
}
