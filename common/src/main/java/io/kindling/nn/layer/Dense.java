package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Linear;
import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.initializer.GlorotUniform;
import io.kindling.nn.initializer.Initializer;
import io.kindling.nn.initializer.Initializers;
import io.kindling.nn.initializer.Zeros;
import io.kindling.nn.regularizer.Regularizer;
import io.kindling.nn.regularizer.Regularizers;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code activation(x W + b)}. Input (batch, in), output (batch, units). Kernel (in, units), Glorot uniform; bias (units,),
 * zeros. As Keras' {@code layers/core/dense.py}.
 */
public final class Dense extends Layer {
    private final int units;
    private String activation = "linear";
    private boolean useBias = true;
    private Initializer kernelInitializer = GlorotUniform.of();
    private Initializer biasInitializer = Zeros.of();
    private @Nullable Regularizer kernelRegularizer;
    private @Nullable Regularizer biasRegularizer;
    private @Nullable Variable kernel;
    private @Nullable Variable bias;

    private Dense(int units) {
        if (units <= 0) {
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
        if (config.has("kernel_regularizer")) {
            dense.kernelRegularizer = Regularizers.REGISTRY.create(config.config("kernel_regularizer"));
        }
        if (config.has("bias_regularizer")) {
            dense.biasRegularizer = Regularizers.REGISTRY.create(config.config("bias_regularizer"));
        }
        return dense;
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
        Tensor product = Linear.matmul(input, java.util.Objects.requireNonNull(kernel).read());
        Tensor sum = bias == null ? product : Arithmetic.add(product, bias.read());
        return Activations.named(activation).apply(sum);
    }

    @Override
    public Config config() {
        Config config = Config.of(
                "units", units,
                "activation", activation,
                "use_bias", useBias,
                "kernel_initializer", kernelInitializer.config(),
                "bias_initializer", biasInitializer.config());
        if (kernelRegularizer != null) {
            config = config.with("kernel_regularizer", kernelRegularizer.config());
        }
        return biasRegularizer == null ? config : config.with("bias_regularizer", biasRegularizer.config());
    }
}
