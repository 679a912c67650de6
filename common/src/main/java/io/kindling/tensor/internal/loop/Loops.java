package io.kindling.tensor.internal.loop;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** Plain Java loops over floating tensors, for operations that ND4J computes incorrectly or too inaccurately. */
public final class Loops {
    private Loops() {}

    public static Tensor map(Tensor x, DoubleUnaryOperator function) {
        double[] values = x.doubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(values[i]);
        }
        return tensor(x.dtype(), x.shape(), values);
    }

    /** Returns a tensor of the given values, rounded to its type. */
    public static Tensor tensor(DType dtype, Shape shape, double[] values) {
        Tensor out = Memory.allocate(dtype, shape);
        write(out, values);
        return out;
    }

    /** Writes the values, rounded to the tensor's type. */
    static void write(Tensor out, double[] values) {
        switch (out.dtype()) {
            case FLOAT64 -> Memory.write(out, values);
            case FLOAT32 -> {
                float[] rounded = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    rounded[i] = (float) values[i];
                }
                Memory.write(out, rounded);
            }
            default -> throw new IllegalArgumentException("Invalid dtype: " + out.dtype() + " (float32 or float64)");
        }
    }
}
