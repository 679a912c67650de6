package io.kindling.nn.layer;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Random;
import io.kindling.autodiff.op.Types;
import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Randomness;
import io.kindling.tensor.Tensor;

/**
 * While training, each element is 0 with a probability and otherwise divided by that of staying; in inference nothing
 * happens. The shape stays. What is drawn depends on the row, not on the shard or the place in the batch.
 */
public final class Dropout extends Layer {
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
        double staying = 1 - rate;
        Tensor stays = Random.bernoulli(
                Randomness.next(), Randomness.rowsOf(input), input.shape().dropFirst(1), staying);
        return Arithmetic.multiply(input, Arithmetic.multiply(Types.cast(stays, input.dtype()), 1 / staying));
    }

    @Override
    public Config config() {
        return Config.of("rate", rate);
    }
}
