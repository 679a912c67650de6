package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Linear;
import io.kindling.config.Config;
import io.kindling.nn.Initializer;
import io.kindling.nn.Layer;
import io.kindling.nn.LossTerm;
import io.kindling.nn.Mode;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.GlorotUniform;
import io.kindling.nn.initializer.Initializers;
import io.kindling.nn.initializer.Zeros;
import io.kindling.nn.regularizer.Regularizers;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code activation(x W + b)} over the last axis. Input (batch, ..., in), output (batch, ..., units). Kernel (in, units),
 * Glorot uniform; bias (units,), zeros. As Keras' {@code layers/core/dense.py}.
 */
public final class Dense extends Layer {
    private final int units;
    private String activation = "linear";
    private boolean useBias = true;
    private Initializer kernelInitializer = GlorotUniform.of();
    private Initializer biasInitializer = Zeros.of();
    private @Nullable Regularizer kernelRegularizer;
    private @Nullable Regularizer biasRegularizer;
    private @Nullable Regularizer activityRegularizer;
    private @Nullable Variable kernel;
    private @Nullable Variable bias;

    private Dense(int units) {
        if (units < 1) {
            throw new IllegalArgumentException("Invalid units: " + units + " (at least 1)");
        }
        this.units = units;
    }

    public static Dense of(int units) {
        return new Dense(units);
    }

    static Dense from(Config config) {
        Dense dense = of(config.integer("units")).activation(config.string("activation"));
        dense.useBias = config.flag("use_bias");
        dense.kernelInitializer = Initializers.REGISTRY.create(config.config("kernel_initializer"));
        dense.biasInitializer = Initializers.REGISTRY.create(config.config("bias_initializer"));
        dense.kernelRegularizer = regularizer(config, "kernel_regularizer");
        dense.biasRegularizer = regularizer(config, "bias_regularizer");
        dense.activityRegularizer = regularizer(config, "activity_regularizer");
        return dense;
    }

    private static @Nullable Regularizer regularizer(Config config, String name) {
        return config.has(name) ? Regularizers.REGISTRY.create(config.config(name)) : null;
    }

    /** One of {@link Activations}; {@code linear} by default. */
    public Dense activation(String name) {
        Activations.named(name);
        this.activation = name;
        return this;
    }

    public Dense withoutBias() {
        this.useBias = false;
        return this;
    }

    public Dense kernelInitializer(Initializer initializer) {
        this.kernelInitializer = initializer;
        return this;
    }

    public Dense biasInitializer(Initializer initializer) {
        this.biasInitializer = initializer;
        return this;
    }

    public Dense kernelRegularizer(Regularizer regularizer) {
        this.kernelRegularizer = regularizer;
        return this;
    }

    public Dense biasRegularizer(Regularizer regularizer) {
        this.biasRegularizer = regularizer;
        return this;
    }

    /** A penalty on the output, divided by the batch size. */
    public Dense activityRegularizer(Regularizer regularizer) {
        this.activityRegularizer = regularizer;
        return this;
    }

    @Override
    protected void build(List<Shape> inputs) {
        int in = inputs.get(0).dim(-1);
        kernel = addWeight("kernel", Shape.of(in, units), kernelInitializer, kernelRegularizer);
        if (useBias) {
            bias = addWeight("bias", Shape.of(units), biasInitializer, biasRegularizer);
        }
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor product = Linear.matmul(input, Objects.requireNonNull(kernel).read());
        Tensor sum = bias == null ? product : Arithmetic.add(product, bias.read());
        Tensor output = Activations.named(activation).apply(sum);
        if (activityRegularizer != null) {
            addLoss(LossTerm.perRow(
                    activityRegularizer.of(output), output.shape().dim(0)));
        }
        return output;
    }

    @Override
    public Config config() {
        Config config = Config.of(
                "units", units,
                "activation", activation,
                "use_bias", useBias,
                "kernel_initializer", kernelInitializer.config(),
                "bias_initializer", biasInitializer.config());
        config = with(config, "kernel_regularizer", kernelRegularizer);
        config = with(config, "bias_regularizer", biasRegularizer);
        return with(config, "activity_regularizer", activityRegularizer);
    }

    private static Config with(Config config, String name, @Nullable Regularizer regularizer) {
        return regularizer == null ? config : config.with(name, regularizer.config());
    }
}
