package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.natives.OneDnn;

/** A float32 matrix product prepared for its sizes, run on tensors or on raw addresses. */
public interface MatrixProduct extends PreparedKernel {
    /**
     * The sizes that a product is prepared for; none is 0.
     *
     * @param rows of the result
     * @param inner columns of the left matrix, rows of the right one
     * @param columns of the result
     * @param transposeA whether the left matrix is stored transposed
     * @param transposeB whether the right matrix is stored transposed
     * @param adds whether the product is added to the previous content of the result
     */
    record Sizes(int rows, int inner, int columns, boolean transposeA, boolean transposeB, boolean adds) {
        /** Returns these sizes with another number of rows. */
        Sizes withRows(int changed) {
            return new Sizes(changed, inner, columns, transposeA, transposeB, adds);
        }
    }

    /** Returns a product by oneDNN if it is available, else by the BLAS that comes with ND4J. */
    static MatrixProduct prepare(Sizes sizes) {
        return OneDnn.isUsable() ? new OneDnnMatMul(sizes) : new BlasMatMul(sizes);
    }

    /** Computes the product of matrices at these addresses. */
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
