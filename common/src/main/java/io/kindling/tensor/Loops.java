package io.kindling.tensor;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Plain Java loops over floating tensors, for operations that ND4J computes incorrectly or too inaccurately. */
final class Loops {
    interface FloatBinaryOperator {
        float apply(float a, float b);
    }

    private Loops() {}

    static Tensor map(Tensor x, DoubleUnaryOperator function) {
        double[] values = x.doubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(values[i]);
        }
        return tensor(x.dtype(), x.shape(), values);
    }

    /** Applies a function of two numbers, with broadcasting. */
    static Tensor pairwise(Tensor a, Tensor b, FloatBinaryOperator ofFloats, DoubleBinaryOperator ofDoubles) {
        Shape shape = Shape.broadcast(a.shape(), b.shape());
        Tensor left = broadcast(a, shape);
        Tensor right = broadcast(b, shape);
        // An operand with a single element is read with step 0.
        int leftStep = left.shape().size() == 1 ? 0 : 1;
        int rightStep = right.shape().size() == 1 ? 0 : 1;
        Tensor out = Memory.allocate(a.dtype(), shape);
        int size = Math.toIntExact(shape.size());
        if (a.dtype() == DType.FLOAT32) {
            float[] x = left.floats();
            float[] y = right.floats();
            float[] z = new float[size];
            for (int i = 0; i < size; i++) {
                z[i] = ofFloats.apply(x[i * leftStep], y[i * rightStep]);
            }
            Memory.write(out, z);
        } else {
            double[] x = left.doubles();
            double[] y = right.doubles();
            double[] z = new double[size];
            for (int i = 0; i < size; i++) {
                z[i] = ofDoubles.applyAsDouble(x[i * leftStep], y[i * rightStep]);
            }
            Memory.write(out, z);
        }
        return out;
    }

    /** Broadcasts x to a shape; a tensor with a single element is returned unchanged. */
    static Tensor broadcast(Tensor x, Shape shape) {
        return x.shape().size() == 1 || x.shape().equals(shape) ? x : Arrange.broadcast(x, shape);
    }

    /** Returns a tensor of the given values, rounded to its type. */
    static Tensor tensor(DType dtype, Shape shape, double[] values) {
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
