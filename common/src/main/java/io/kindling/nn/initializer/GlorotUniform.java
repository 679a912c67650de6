package io.kindling.nn.initializer;

import io.kindling.nn.Config;
import io.kindling.nn.Registry;
import io.kindling.tensor.Shape;
import java.util.SplittableRandom;

/** Uniform within {@code sqrt(6 / (fan in + fan out))} (Glorot and Bengio, 2010; Keras' default for kernels). */
public final class GlorotUniform implements Initializer {
    private GlorotUniform() {}

    public static GlorotUniform of() {
        return new GlorotUniform();
    }

    @Override
    public float[] values(Shape shape, long seed) {
        double limit = Math.sqrt(6.0 / (shape.dim(-2) + shape.dim(-1)));
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((random.nextDouble() * 2 - 1) * limit);
        }
        return values;
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "GlorotUniform");
    }
}
