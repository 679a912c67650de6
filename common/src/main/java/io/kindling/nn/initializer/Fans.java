package io.kindling.nn.initializer;

import io.kindling.tensor.Shape;

/**
 * The fan-in and fan-out of a weight. Keras 2.13, {@code initializers.py::_compute_fans}: the last two axes are in and out,
 * the axes before them the receptive field.
 */
record Fans(double in, double out) {
    static Fans of(Shape shape) {
        int rank = shape.rank();
        if (rank == 0) {
            return new Fans(1, 1);
        }
        if (rank == 1) {
            return new Fans(shape.dim(0), shape.dim(0));
        }
        double field = 1;
        for (int axis = 0; axis < rank - 2; axis++) {
            field *= shape.dim(axis);
        }
        return new Fans(field * shape.dim(-2), field * shape.dim(-1));
    }
}
