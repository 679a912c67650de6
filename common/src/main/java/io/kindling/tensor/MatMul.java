package io.kindling.tensor;

/**
 * Matrix products: float32 by oneDNN where it can be loaded, else by the BLAS that comes with ND4J ({@link KernelLibrary#PROPERTY}).
 *
 * <p>With AVX2 or AVX-512, a row of oneDNN's product has the same bits whatever the other rows are and however many ({@link RowTiles}),
 * where the left matrix does not lie transposed.
 */
public final class MatMul {
    private MatMul() {}

    /** {@code op(a) op(b)} for matrices, where {@code op} transposes when told to. */
    public static Tensor multiply(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        int rows = a.shape().dim(transposeA ? 1 : 0);
        int inner = a.shape().dim(transposeA ? 0 : 1);
        int columns = b.shape().dim(transposeB ? 0 : 1);
        Shape shape = Shape.of(rows, columns);
        if (inner == 0) {
            return Tensor.zeros(a.dtype(), shape);
        }
        if (shape.size() > 0 && a.dtype() == DType.FLOAT32) {
            MatrixProduct.Sizes sizes = new MatrixProduct.Sizes(rows, inner, columns, transposeA, transposeB, false);
            return PreparedKernels.run(sizes, it -> prepare(it, Epilogue.NONE), DType.FLOAT32, shape, a, b);
        }
        Tensor out = Memory.allocate(a.dtype(), shape);
        if (shape.size() > 0) {
            Nd4jCall.run("matmul", out, new Tensor[] {a, b}, transposeA ? 1 : 0, transposeB ? 1 : 0);
        }
        return out;
    }

    /**
     * The kernel for {@code op(a) op(b)} in float32 and what follows it; no size is 0. Its inputs are a, b and the bias, its
     * bits those of the product, the sum and the function one after the other.
     *
     * @param rows of the product
     * @param inner columns of {@code op(a)}
     * @param columns of the product
     */
    public static PreparedKernel prepare(
            int rows, int inner, int columns, boolean transposeA, boolean transposeB, Epilogue epilogue) {
        ComputeThread.prepare();
        return prepare(new MatrixProduct.Sizes(rows, inner, columns, transposeA, transposeB, false), epilogue);
    }

    private static PreparedKernel prepare(MatrixProduct.Sizes sizes, Epilogue epilogue) {
        if (!OneDnn.isUsable()) {
            return SecondPass.of(new BlasMatMul(sizes), epilogue, sizes.columns());
        }
        return OneDnn.hasAvx512() || sizes.transposeA()
                ? new OneDnnMatMul(sizes, epilogue)
                : RowTiles.of(sizes, epilogue);
    }
}
