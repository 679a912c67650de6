package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Initializer;
import io.kindling.nn.LossTerm;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.Zeros;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers that add a bias to a linear function of their input, and then apply an activation.
 *
 * @param <L> the subclass
 */
abstract class AffineLayer<L extends AffineLayer<L>> extends ConfigurableLayer<L> {
    private ActivationFunction activation = ActivationFunction.LINEAR;
    private boolean useBias = true;
    private WeightRule biasRule = WeightRule.of(Zeros.of());
    private @Nullable Regularizer activityRegularizer;
    private @Nullable Variable bias;

    /** One of {@link Activations}; {@code linear} by default. */
    public final L activation(String name) {
        return activation(ActivationFunction.named(name));
    }

    /** A function of your own, computed only from tensor operations; see {@link Lambda}. */
    public final L activation(UnaryOperator<Tensor> function) {
        return activation(ActivationFunction.of(function));
    }

    private L activation(ActivationFunction changed) {
        return with("activation", (AffineLayer<L> copy) -> copy.activation = changed);
    }

    public final L withoutBias() {
        return with("bias", (AffineLayer<L> copy) -> copy.useBias = false);
    }

    public final L biasInitializer(Initializer initializer) {
        return with("bias initializer", (AffineLayer<L> copy) -> copy.biasRule = biasRule.withInitializer(initializer));
    }

    public final L biasRegularizer(Regularizer regularizer) {
        return with("bias regularizer", (AffineLayer<L> copy) -> copy.biasRule = biasRule.withRegularizer(regularizer));
    }

    /** A penalty on the output, divided by the batch size. */
    public final L activityRegularizer(Regularizer regularizer) {
        return with("activity regularizer", (AffineLayer<L> copy) -> copy.activityRegularizer = regularizer);
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

    /** Applies bias, activation and activity regularizer to the output of the linear function. */
    final Tensor finish(Tensor linear) {
        Tensor sum = bias == null ? linear : Ops.add(linear, bias.read());
        Tensor output = activation.apply(sum);
        if (activityRegularizer != null) {
            addLoss(LossTerm.perRow(
                    activityRegularizer.of(output), output.shape().dim(0)));
        }
        return output;
    }

    /** Takes the settings from a config; missing ones keep their defaults. For a new layer. */
    void read(Config config) {
        activation = activation.from(config);
        useBias = config.flag("use_bias", useBias);
        biasRule = biasRule.from(config, "bias");
        activityRegularizer = WeightRule.regularizerIn(config, "activity_regularizer");
    }

    /** Adds the settings of this base class to a config. */
    Config addTo(Config config) {
        Config shared = activation.addTo(config).with("use_bias", useBias);
        return WeightRule.with(biasRule.addTo(shared, "bias"), "activity_regularizer", activityRegularizer);
    }
}
