package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.nn.Randomness;
import io.kindling.tensor.Tensor;

/**
 * In training, adds normally distributed noise of mean 0 to each element; in inference, returns its input. Keeps the shape.
 * The draws depend on the row's id, not on its shard or position in the batch.
 */
public final class GaussianNoise extends ConfigurableLayer<GaussianNoise> {
    private final double stddev;

    private GaussianNoise(double stddev) {
        if (!(stddev >= 0) || Double.isInfinite(stddev)) {
            throw new IllegalArgumentException("Invalid stddev: " + stddev + " (finite and at least 0)");
        }
        this.stddev = stddev;
    }

    /** With this standard deviation. */
    public static GaussianNoise of(double stddev) {
        return new GaussianNoise(stddev);
    }

    static GaussianNoise from(Config config) {
        return of(config.number("stddev"));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        if (mode == Mode.INFERENCE) {
            return input;
        }
        Tensor noise = Ops.normal(
                Randomness.next(), Randomness.rowsOf(input), input.shape().dropFirst(1), input.dtype());
        return Ops.add(input, Ops.multiply(noise, stddev));
    }

    @Override
    public Config config() {
        return Config.of("stddev", stddev);
    }
}
