package io.kindling.tensor;

/** A float32 product of matrices prepared for its sizes, run on tensors or on pieces of memory. */
interface MatrixProduct extends PreparedKernel {
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
    record Sizes(int rows, int inner, int columns, boolean transposeA, boolean transposeB, boolean adds) {
        /** The same of another number of rows. */
        Sizes withRows(int changed) {
            return new Sizes(changed, inner, columns, transposeA, transposeB, adds);
        }
    }

    /** By oneDNN where it serves, else by the BLAS that comes with ND4J. */
    static MatrixProduct prepare(Sizes sizes) {
        return OneDnn.isUsable() ? new OneDnnMatMul(sizes) : new BlasMatMul(sizes);
    }

    /** The same at addresses. */
    void run(long a, long b, long out);

    @Override
    default long workspaceBytes() {
        return 0;
    }

    @Override
    default void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        run(inputs[0].address(), inputs[1].address(), output.address());
    }
}
