package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Shape;

/** A multiple of the identity matrix: {@code gain} on the diagonal, 0 elsewhere. Matrices only. */
public record Identity(double gain) implements Initializer {
    public static Identity of() {
        return of(1);
    }

    public static Identity of(double gain) {
        return new Identity(gain);
    }

    static Identity from(Config config) {
        return of(config.number("gain", 1));
    }

    @Override
    public float[] values(Shape shape, long seed) {
        if (shape.rank() != 2) {
            throw new IllegalArgumentException("Invalid shape: " + shape + " (Identity needs two axes)");
        }
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < Math.min(shape.dim(0), shape.dim(1)); i++) {
            values[i * shape.dim(1) + i] = (float) gain;
        }
        return values;
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "Identity", "gain", gain);
    }
}
