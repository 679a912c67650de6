package io.kindling.nn.initializer;

import io.kindling.nn.Config;
import io.kindling.nn.Registry;
import io.kindling.tensor.Shape;

/** All 0. */
public final class Zeros implements Initializer {
    private Zeros() {}

    public static Zeros of() {
        return new Zeros();
    }

    @Override
    public float[] values(Shape shape, long seed) {
        return new float[Math.toIntExact(shape.size())];
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "Zeros");
    }
}
