package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Sliding;
import io.kindling.config.Config;
import io.kindling.nn.Initializer;
import io.kindling.nn.Layer;
import io.kindling.nn.LossTerm;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.Zeros;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base class of convolution layers: stride, padding and dilation of the filter, and the bias and activation after it.
 *
 * @param <L> the subclass
 */
abstract class ConvolutionLayer<L extends ConvolutionLayer<L>> extends Layer {
    private Sliding sliding = Sliding.VALID;
    private String activation = "linear";
    private boolean useBias = true;
    private WeightRule biasRule = WeightRule.of(Zeros.of());
    private @Nullable Regularizer activityRegularizer;
    private @Nullable Variable bias;

    abstract L self();

    final Sliding sliding() {
        return sliding;
    }

    final L slide(Sliding newSliding) {
        this.sliding = newSliding;
        return self();
    }

    /** {@code valid}, no padding, by default; or {@code same}: zero padding that keeps the size for strides of 1. */
    public final L padding(String padding) {
        return slide(new Sliding(
                Paddings.named(padding),
                sliding.strideHeight(),
                sliding.strideWidth(),
                sliding.dilationHeight(),
                sliding.dilationWidth()));
    }

    /** One of {@link Activations}; {@code linear} by default. */
    public final L activation(String name) {
        Activations.named(name);
        this.activation = name;
        return self();
    }

    public final L withoutBias() {
        this.useBias = false;
        return self();
    }

    public final L biasInitializer(Initializer initializer) {
        biasRule = biasRule.withInitializer(initializer);
        return self();
    }

    public final L biasRegularizer(Regularizer regularizer) {
        biasRule = biasRule.withRegularizer(regularizer);
        return self();
    }

    /** A penalty on the output, divided by the batch size. */
    public final L activityRegularizer(Regularizer regularizer) {
        this.activityRegularizer = regularizer;
        return self();
    }

    final Variable addKernel(String name, Shape shape, WeightRule rule) {
        return addWeight(name, shape, rule.initializer(), rule.regularizer());
    }

    /** Adds the bias, if the layer has one; call it after adding the kernels. */
    final void addBias(int channels) {
        if (useBias) {
            bias = addKernel("bias", Shape.of(channels), biasRule);
        }
    }

    /** Applies bias, activation and activity regularizer to the convolution's output. */
    final Tensor finish(Tensor filtered) {
        Tensor sum = bias == null ? filtered : Arithmetic.add(filtered, bias.read());
        Tensor output = Activations.named(activation).apply(sum);
        if (activityRegularizer != null) {
            addLoss(LossTerm.perRow(
                    activityRegularizer.of(output), output.shape().dim(0)));
        }
        return output;
    }

    /** Applies the settings in a config; missing ones keep their defaults. */
    L read(Config config) {
        config.optionalString("padding").ifPresent(this::padding);
        config.optionalString("activation").ifPresent(this::activation);
        useBias = config.flag("use_bias", true);
        biasRule = biasRule.from(config, "bias");
        activityRegularizer = WeightRule.regularizerIn(config, "activity_regularizer");
        return self();
    }

    /** Adds the settings of this base class to a config. */
    Config addTo(Config config) {
        Config shared = config.with("padding", Paddings.name(sliding.padding()))
                .with("activation", activation)
                .with("use_bias", useBias);
        return WeightRule.with(biasRule.addTo(shared, "bias"), "activity_regularizer", activityRegularizer);
    }
}
