package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.nn.Randomness;
import io.kindling.tensor.Tensor;

/**
 * In training, sets each element to 0 with probability {@code rate} and divides the others by {@code 1 - rate}; in
 * inference, returns its input. Keeps the shape. The draws depend on the row's id, not on its shard or position in the
 * batch.
 */
public final class Dropout extends ConfigurableLayer<Dropout> {
    private final double rate;

    private Dropout(double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("Invalid rate: " + rate + " (at least 0, below 1)");
        }
        this.rate = rate;
    }

    /** Drops elements with this probability. */
    public static Dropout of(double rate) {
        return new Dropout(rate);
    }

    static Dropout from(Config config) {
        return of(config.number("rate"));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        if (mode == Mode.INFERENCE || rate == 0) {
            return input;
        }
        double keepRate = 1 - rate;
        Tensor kept = Ops.bernoulli(
                Randomness.next(), Randomness.rowsOf(input), input.shape().dropFirst(1), keepRate);
        return Ops.multiply(input, Ops.multiply(Ops.cast(kept, input.dtype()), 1 / keepRate));
    }

    @Override
    public Config config() {
        return Config.of("rate", rate);
    }
}
