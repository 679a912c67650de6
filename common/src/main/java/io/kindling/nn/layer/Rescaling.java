package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** {@code x * scale + offset}, for any shape. As Keras' {@code layers/preprocessing/image_preprocessing.py}. */
public final class Rescaling extends ConfigurableLayer<Rescaling> {
    private final double scale;
    private final double offset;

    private Rescaling(double scale, double offset) {
        this.scale = scale;
        this.offset = offset;
    }

    public static Rescaling of(double scale) {
        return of(scale, 0);
    }

    public static Rescaling of(double scale, double offset) {
        return new Rescaling(scale, offset);
    }

    static Rescaling from(Config config) {
        return of(config.number("scale"), config.number("offset"));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Tensor scaled = Ops.multiply(input, scale);
        return offset == 0 ? scaled : Ops.add(scaled, offset);
    }

    @Override
    public Config config() {
        return Config.of("scale", scale, "offset", offset);
    }
}
