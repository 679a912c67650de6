package io.kindling.io;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.lang.reflect.Array;

/**
 * A tensor in a file: row-major values and their shape.
 *
 * @param shape the sizes of the axes; none for a scalar
 * @param values a {@code byte[]} (uint8), {@code int[]}, {@code long[]}, {@code float[]} or {@code double[]}; aliased
 */
public record StoredTensor(Shape shape, Object values) {
    public StoredTensor {
        DType dtype = DType.ofArray(values);
        if (Array.getLength(values) != shape.size()) {
            throw new IllegalArgumentException("Invalid tensor: " + Array.getLength(values) + " values (" + dtype + " "
                    + shape + " has " + shape.size() + ")");
        }
    }

    public DType dtype() {
        return DType.ofArray(values);
    }

    /**
     * Returns the values of a float32 tensor; aliased.
     *
     * @throws ModelException if it has another type
     */
    public float[] floats() {
        if (values instanceof float[] floats) {
            return floats;
        }
        throw new ModelException("Cannot read a stored tensor as float32: it is " + dtype() + " " + shape + ".");
    }
}
