package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Initializer;
import io.kindling.nn.Mode;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.RandomUniform;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A learned vector for each integer index below {@code inputDim}. Input (batch, ...), output (batch, ..., outputDim).
 * Embeddings (inputDim, outputDim), uniform from -0.05 to 0.05. Floating-point indices are truncated; an index out of range
 * is an error. As Keras' {@code layers/core/embedding.py}, without masks.
 */
public final class Embedding extends ConfigurableLayer<Embedding> {
    private final int inputDim;
    private final int outputDim;
    private WeightRule rule = WeightRule.of(RandomUniform.of());
    private @Nullable Variable embeddings;

    private Embedding(int inputDim, int outputDim) {
        this.inputDim = Sizes.require("input_dim", inputDim);
        this.outputDim = Sizes.require("output_dim", outputDim);
    }

    /** Vectors of length {@code outputDim} for {@code inputDim} indices. */
    public static Embedding of(int inputDim, int outputDim) {
        return new Embedding(inputDim, outputDim);
    }

    static Embedding from(Config config) {
        Embedding layer = of(config.integer("input_dim"), config.integer("output_dim"));
        layer.rule = layer.rule.from(config, "embeddings");
        return layer;
    }

    public Embedding embeddingsInitializer(Initializer initializer) {
        return with("embeddings initializer", copy -> copy.rule = rule.withInitializer(initializer));
    }

    public Embedding embeddingsRegularizer(Regularizer regularizer) {
        return with("embeddings regularizer", copy -> copy.rule = rule.withRegularizer(regularizer));
    }

    @Override
    protected Tensor admit(Tensor input) {
        return input;
    }

    @Override
    protected void build(List<Shape> inputs) {
        embeddings = addWeight("embeddings", Shape.of(inputDim, outputDim), rule.initializer(), rule.regularizer());
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Variable table = Objects.requireNonNull(embeddings);
        Tensor indices = input.dtype().isFloating() ? Ops.cast(input, DType.INT32) : input;
        return Ops.gather(table.read(), indices, 0);
    }

    @Override
    public Config config() {
        return rule.addTo(Config.of("input_dim", inputDim, "output_dim", outputDim), "embeddings");
    }
}
