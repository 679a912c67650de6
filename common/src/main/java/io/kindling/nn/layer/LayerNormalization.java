package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.nn.initializer.Ones;
import io.kindling.nn.initializer.Zeros;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code gamma * (x - mean) / sqrt(variance + epsilon) + beta}, with the mean and population variance over the last axis.
 * Input (batch, ..., features), output of the same shape. As Keras' {@code layer_normalization.py}.
 */
public final class LayerNormalization extends ConfigurableLayer<LayerNormalization> {
    private static final double DEFAULT_EPSILON = 1e-3;

    private double epsilon = DEFAULT_EPSILON;
    private boolean center = true;
    private boolean scale = true;
    private @Nullable Variable gamma;
    private @Nullable Variable beta;

    private LayerNormalization() {}

    public static LayerNormalization of() {
        return new LayerNormalization();
    }

    static LayerNormalization from(Config config) {
        LayerNormalization layer = of().epsilon(config.number("epsilon", DEFAULT_EPSILON));
        layer.center = config.flag("center", true);
        layer.scale = config.flag("scale", true);
        return layer;
    }

    /** The constant added to the variance; 0.001 by default. */
    public LayerNormalization epsilon(double newEpsilon) {
        requireEpsilon(newEpsilon);
        return with("epsilon", copy -> copy.epsilon = newEpsilon);
    }

    /** Without beta. */
    public LayerNormalization withoutCenter() {
        return with("center", copy -> copy.center = false);
    }

    /** Without gamma. */
    public LayerNormalization withoutScale() {
        return with("scale", copy -> copy.scale = false);
    }

    static void requireEpsilon(double epsilon) {
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("Invalid epsilon: " + epsilon + " (finite and > 0)");
        }
    }

    @Override
    protected void build(List<Shape> inputs) {
        Shape features = Shape.of(inputs.get(0).dim(-1));
        gamma = scale ? addWeight("gamma", features, Ones.of(), null) : null;
        beta = center ? addWeight("beta", features, Zeros.of(), null) : null;
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor centered = Ops.subtract(input, Ops.meanKeepingAxes(input, -1));
        Tensor variance = Ops.meanKeepingAxes(Ops.square(centered), -1);
        Tensor result = Ops.multiply(centered, Ops.rsqrt(Ops.add(variance, epsilon)));
        if (gamma != null) {
            result = Ops.multiply(result, gamma.read());
        }
        return beta == null ? result : Ops.add(result, beta.read());
    }

    @Override
    public Config config() {
        return Config.of("epsilon", epsilon, "center", center, "scale", scale);
    }
}
