package io.kindling.tensor;

import org.bytedeco.javacpp.FloatPointer;

/** A float32 product of matrices prepared for its sizes, run on pieces of memory. For the thread that prepared it. */
interface MatrixProduct {
    /**
     * What it is prepared for; no size is 0.
     *
     * @param rows of the result
     * @param inner columns of the left matrix, rows of the right one
     * @param columns of the result
     * @param transposeA whether the left matrix lies transposed
     * @param transposeB whether the right one does
     * @param adds whether the product is added to what stands in the result
     */
    record Sizes(int rows, int inner, int columns, boolean transposeA, boolean transposeB, boolean adds) {}

    /** By oneDNN where it serves, else by the BLAS that comes with ND4J. */
    static MatrixProduct prepare(Sizes sizes) {
        return OneDnn.isUsable() ? new OneDnnMatMul(sizes) : new BlasMatMul(sizes);
    }

    void run(FloatPointer a, FloatPointer b, FloatPointer out);
}
