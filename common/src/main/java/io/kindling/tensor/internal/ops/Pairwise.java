package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;

/** Plain Java loops over two operands that are broadcast to a common shape. */
final class Pairwise {
    /** A function of two float32 numbers. */
    interface FloatBinaryOperator {
        float apply(float a, float b);
    }

    private Pairwise() {}

    /** Applies a function of two numbers, with broadcasting. */
    static Tensor apply(Tensor a, Tensor b, FloatBinaryOperator ofFloats, DoubleBinaryOperator ofDoubles) {
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
}
