package io.kindling.tensor;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;

/** The element type of a tensor. */
public enum DType {
    FLOAT32(4, DataType.FLOAT),
    FLOAT64(8, DataType.DOUBLE),
    INT32(4, DataType.INT32),
    INT64(8, DataType.INT64),
    UINT8(1, DataType.UINT8),
    BOOL(1, DataType.BOOL);

    private final int bytes;
    private final DataType nd4j;

    DType(int bytes, DataType nd4j) {
        this.bytes = bytes;
        this.nd4j = nd4j;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Returns whether gradients exist for this type: float32 and float64. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    DataType nd4j() {
        return nd4j;
    }

    /** Returns the name as in NumPy and Keras, for example {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type with this NumPy name. */
    public static DType named(String name) {
        for (DType type : values()) {
            if (type.toString().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("Invalid dtype: " + name + " (one of " + Arrays.toString(values()) + ")");
    }

    /** Returns the element type of a Java array; a {@code byte[]} holds uint8. */
    public static DType ofArray(Object array) {
        if (array instanceof byte[]) {
            return UINT8;
        } else if (array instanceof int[]) {
            return INT32;
        } else if (array instanceof long[]) {
            return INT64;
        } else if (array instanceof float[]) {
            return FLOAT32;
        } else if (array instanceof double[]) {
            return FLOAT64;
        }
        throw new IllegalArgumentException("Invalid array: " + array.getClass().getSimpleName()
                + " (one of byte[], int[], long[], float[], double[])");
    }
}
