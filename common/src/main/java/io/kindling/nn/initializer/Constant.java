package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Shape;
import java.util.Arrays;

/** Sets all elements to one value; also implements {@link Zeros} and {@link Ones}. */
public record Constant(double value) implements Initializer {
    public static Constant of(double value) {
        return new Constant(value);
    }

    @Override
    public float[] values(Shape shape, long seed) {
        float[] values = new float[Math.toIntExact(shape.size())];
        Arrays.fill(values, (float) value);
        return values;
    }

    @Override
    public Config config() {
        if (value == 0) {
            return Config.of(Registry.KIND, "Zeros");
        }
        return value == 1 ? Config.of(Registry.KIND, "Ones") : Config.of(Registry.KIND, "Constant", "value", value);
    }
}
