package io.kindling.nn.layer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.nn.initializer.Ones;
import io.kindling.nn.initializer.Zeros;
import io.kindling.nn.internal.FeatureMoments;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code (x - mean) / max(sqrt(variance), 1e-7)} for each feature. Input (batch, ..., features), output of the same shape. Mean
 * and variance are either settings, or non-trainable weights that {@link #adapt} finds: of rows that are standardized by them,
 * each feature has mean 0 and variance 1. As Keras' {@code layers/preprocessing/normalization.py}.
 */
public final class Normalization extends ConfigurableLayer<Normalization> {
    private static final double EPSILON = 1e-7;
    private static final List<Integer> LAST = List.of(-1);

    private List<Integer> axes = LAST;
    private List<Double> mean = List.of();
    private List<Double> variance = List.of();
    private @Nullable Variable adaptedMean;
    private @Nullable Variable adaptedVariance;
    private @Nullable Variable count;
    private Shape row = Shape.SCALAR;

    private Normalization() {}

    /** Returns a layer whose mean and variance {@link #adapt} finds; until then they are 0 and 1. */
    public static Normalization of() {
        return new Normalization();
    }

    /** Returns a layer with known statistics, which are settings of it and no weights. */
    public static Normalization of(FeatureStatistics known) {
        Normalization layer = of();
        layer.mean = known.mean();
        layer.variance = known.variance();
        return layer;
    }

    static Normalization from(Config config) {
        Normalization layer = config.has("mean")
                ? of(new FeatureStatistics(
                        0, FeatureStatistics.numbers(config, "mean"), FeatureStatistics.numbers(config, "variance")))
                : of();
        layer.axes = config.has("axis")
                ? config.isNumber("axis") ? List.of(config.integer("axis")) : config.integers("axis")
                : LAST;
        return layer;
    }

    /**
     * The axes that have statistics of their own for each index; the last one by default. Axis 0 is the batch. None: one mean and
     * one variance of all elements.
     */
    public Normalization axis(int... indices) {
        List<Integer> changed = Arrays.stream(indices).boxed().toList();
        return with("axis", copy -> copy.axes = changed);
    }

    @Override
    protected void build(List<Shape> inputs) {
        row = kept(inputs.get(0));
        if (mean.isEmpty()) {
            Shape kept = weightShape(inputs.get(0));
            adaptedMean = addState("mean", kept, Zeros.of());
            adaptedVariance = addState("variance", kept, Ones.of());
            count = addState("count", Shape.SCALAR, Zeros.of());
        } else if (mean.size() != 1 && mean.size() != row.size()) {
            throw new IllegalArgumentException("Invalid mean: " + mean.size() + " numbers (1, or " + row.size()
                    + " for axis " + axes + " of " + inputs.get(0) + ")");
        }
    }

    /** Returns the shape of the statistics that broadcasts to the input: that of the kept axes, 1 for others. */
    private Shape kept(Shape input) {
        Set<Integer> kept = keptAxes(input);
        return Shape.of(IntStream.range(0, input.rank())
                .map(axis -> kept.contains(axis) ? input.dim(axis) : 1)
                .toArray());
    }

    private Shape weightShape(Shape input) {
        return Shape.of(keptAxes(input).stream().mapToInt(input::dim).toArray());
    }

    private Set<Integer> keptAxes(Shape input) {
        Set<Integer> kept = new TreeSet<>();
        axes.forEach(axis -> kept.add(input.axis(axis)));
        if (kept.contains(0)) {
            throw new IllegalArgumentException("Invalid axis: " + axes + " (axis 0 of " + input + " is the batch)");
        }
        return kept;
    }

    /**
     * Sets the weights to the statistics of some rows, which are all read before. Repeated calls start anew, as in Keras.
     *
     * @param batches features (batch, ...), in any order and any division
     * @throws IllegalStateException if the statistics are settings
     */
    public void adapt(Tensor... batches) {
        if (!mean.isEmpty()) {
            throw new IllegalStateException(
                    "Cannot adapt layer '" + name() + "': its mean and variance are settings of it.");
        }
        if (batches.length == 0) {
            throw new IllegalArgumentException("Cannot adapt layer '" + name() + "': there are no rows.");
        }
        call(batches[0]);
        FeatureMoments moments = new FeatureMoments(Math.toIntExact(row.size()));
        for (Tensor batch : batches) {
            moments.add(featuresLast(batch));
        }
        set(FeatureStatistics.of(moments));
    }

    /** Returns a batch's elements with the kept axes last. */
    private double[] featuresLast(Tensor batch) {
        if (!kept(batch.shape()).equals(row)) {
            throw new IllegalArgumentException("Cannot adapt layer '" + name() + "' to rows of shape " + batch.shape()
                    + ": statistics of earlier ones have shape " + row + ".");
        }
        Set<Integer> kept = keptAxes(batch.shape());
        IntStream others = IntStream.range(0, batch.shape().rank()).filter(axis -> !kept.contains(axis));
        int[] order = IntStream.concat(others, kept.stream().mapToInt(Integer::intValue))
                .toArray();
        boolean moves = !Arrays.equals(order, IntStream.range(0, order.length).toArray());
        return (moves ? Ops.transpose(batch, order) : batch).doubles();
    }

    private void set(FeatureStatistics found) {
        assign(Objects.requireNonNull(adaptedMean), found.mean());
        assign(Objects.requireNonNull(adaptedVariance), found.variance());
        assign(Objects.requireNonNull(count), List.of((double) found.count()));
    }

    private static void assign(Variable weight, List<Double> values) {
        weight.assign(Ops.cast(tensor(values, weight.shape()), weight.dtype()));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor centered = Ops.subtract(input, statistic(mean, adaptedMean, input));
        Tensor deviation = Ops.sqrt(statistic(variance, adaptedVariance, input));
        return Ops.divide(centered, Ops.maximum(deviation, EPSILON));
    }

    private Tensor statistic(List<Double> setting, @Nullable Variable adapted, Tensor input) {
        if (adapted != null) {
            return Ops.reshape(adapted.read(), row);
        }
        Shape shape = setting.size() == 1 ? Shape.SCALAR : row;
        return Ops.cast(tensor(setting, shape), input.dtype());
    }

    private static Tensor tensor(List<Double> values, Shape shape) {
        return Tensor.of(values.stream().mapToDouble(Double::doubleValue).toArray(), shape.dims());
    }

    @Override
    public Config config() {
        Config config = Config.of("axis", axes);
        return mean.isEmpty() ? config : config.with("mean", mean).with("variance", variance);
    }
}
