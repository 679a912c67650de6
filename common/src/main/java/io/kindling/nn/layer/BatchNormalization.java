package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.nn.initializer.Ones;
import io.kindling.nn.initializer.Zeros;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code gamma * (x - mean) / sqrt(variance + epsilon) + beta} for each channel, the last axis. Input (batch, ...,
 * channels), output of the same shape. Training uses the mean and population variance of the call, as Keras 3 does, and
 * updates the moving statistics; inference, and a frozen layer, use the moving statistics. As Keras'
 * {@code batch_normalization.py}.
 *
 * <p>In a program each shard normalizes its own rows, as in Keras and PyTorch under data parallelism, so results depend on
 * the number of shards.
 */
public final class BatchNormalization extends ConfigurableLayer<BatchNormalization> {
    private static final double DEFAULT_MOMENTUM = 0.99;
    private static final double DEFAULT_EPSILON = 1e-3;

    private double momentum = DEFAULT_MOMENTUM;
    private double epsilon = DEFAULT_EPSILON;
    private boolean center = true;
    private boolean scale = true;
    private @Nullable Variable gamma;
    private @Nullable Variable beta;
    private @Nullable Variable movingMean;
    private @Nullable Variable movingVariance;

    private BatchNormalization() {}

    public static BatchNormalization of() {
        return new BatchNormalization();
    }

    static BatchNormalization from(Config config) {
        BatchNormalization layer = of().momentum(config.number("momentum", DEFAULT_MOMENTUM))
                .epsilon(config.number("epsilon", DEFAULT_EPSILON));
        layer.center = config.flag("center", true);
        layer.scale = config.flag("scale", true);
        return layer;
    }

    /** The weight of the old moving statistics in each update; 0.99 by default. */
    public BatchNormalization momentum(double newMomentum) {
        if (!(newMomentum >= 0 && newMomentum <= 1)) {
            throw new IllegalArgumentException("Invalid momentum: " + newMomentum + " (0 to 1)");
        }
        return with("momentum", copy -> copy.momentum = newMomentum);
    }

    /** The constant added to the variance; 0.001 by default. */
    public BatchNormalization epsilon(double newEpsilon) {
        LayerNormalization.requireEpsilon(newEpsilon);
        return with("epsilon", copy -> copy.epsilon = newEpsilon);
    }

    /** Without beta. */
    public BatchNormalization withoutCenter() {
        return with("center", copy -> copy.center = false);
    }

    /** Without gamma. */
    public BatchNormalization withoutScale() {
        return with("scale", copy -> copy.scale = false);
    }

    @Override
    protected void build(List<Shape> inputs) {
        Shape channels = Shape.of(inputs.get(0).dim(-1));
        gamma = scale ? addWeight("gamma", channels, Ones.of(), null) : null;
        beta = center ? addWeight("beta", channels, Zeros.of(), null) : null;
        movingMean = addState("moving_mean", channels, Zeros.of());
        movingVariance = addState("moving_variance", channels, Ones.of());
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Variable meanState = Objects.requireNonNull(movingMean);
        Variable varianceState = Objects.requireNonNull(movingVariance);
        if (mode == Mode.INFERENCE || isFrozen()) {
            return scaled(Ops.subtract(input, meanState.read()), varianceState.read());
        }
        Tensor mean = Interpreter.perShard(meanOfChannels(input));
        Tensor centered = Ops.subtract(input, mean);
        Tensor variance = Interpreter.perShard(meanOfChannels(Ops.square(centered)));
        int rows = input.shape().dim(0);
        StateUpdates.submit(meanState, mean, momentum, rows);
        StateUpdates.submit(varianceState, variance, momentum, rows);
        return scaled(centered, variance);
    }

    /** The mean over all axes but the last; 0 if there are no rows. */
    private static Tensor meanOfChannels(Tensor x) {
        Shape shape = x.shape();
        int[] axes = IntStream.range(0, shape.rank() - 1).toArray();
        long count = IntStream.of(axes).mapToLong(shape::dim).reduce(1, Math::multiplyExact);
        return Ops.divide(Ops.sum(x, axes), Math.max(1, count));
    }

    private Tensor scaled(Tensor centered, Tensor variance) {
        Tensor factor = Ops.rsqrt(Ops.add(variance, epsilon));
        if (gamma != null) {
            factor = Ops.multiply(factor, gamma.read());
        }
        Tensor result = Ops.multiply(centered, factor);
        return beta == null ? result : Ops.add(result, beta.read());
    }

    @Override
    public Config config() {
        return Config.of("momentum", momentum, "epsilon", epsilon, "center", center, "scale", scale);
    }
}
