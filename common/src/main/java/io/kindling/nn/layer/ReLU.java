package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;
import java.util.OptionalDouble;

/** {@code max(x, 0)}, with an optional upper bound. Keeps the shape. The gradient at 0 is 0. */
public final class ReLU extends ConfigurableLayer<ReLU> {
    private final OptionalDouble maxValue;

    private ReLU(OptionalDouble maxValue) {
        this.maxValue = maxValue;
    }

    public static ReLU of() {
        return new ReLU(OptionalDouble.empty());
    }

    /** {@code min(max(x, 0), maxValue)}. */
    public static ReLU upTo(double maxValue) {
        if (!(maxValue >= 0)) {
            throw new IllegalArgumentException("Invalid max_value: " + maxValue + " (>= 0)");
        }
        return new ReLU(OptionalDouble.of(maxValue));
    }

    static ReLU from(Config config) {
        return config.has("max_value") ? upTo(config.number("max_value")) : of();
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor rectified = Ops.relu(input);
        return maxValue.isPresent() ? Ops.minimum(rectified, maxValue.getAsDouble()) : rectified;
    }

    @Override
    public Config config() {
        return maxValue.isPresent() ? Config.of("max_value", maxValue.getAsDouble()) : Config.EMPTY;
    }
}
