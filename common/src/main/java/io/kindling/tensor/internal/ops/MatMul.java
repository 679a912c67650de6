package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.natives.ComputeThread;
import io.kindling.tensor.internal.natives.KernelLibrary;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.BlasMatMul;
import io.kindling.tensor.internal.onednn.MatrixProduct;
import io.kindling.tensor.internal.onednn.OneDnnMatMul;
import io.kindling.tensor.internal.onednn.TiledMatMul;
import io.kindling.tensor.internal.onednn.UnfusedEpilogue;

/**
 * Matrix products. Float32 uses oneDNN if it can be loaded, else the BLAS that comes with ND4J
 * ({@link KernelLibrary#PROPERTY}).
 *
 * <p>With AVX2 or AVX-512, the bits that oneDNN computes for a row do not depend on the other rows or on their number
 * ({@link TiledMatMul}), unless the left matrix is transposed.
 */
public final class MatMul {
    private MatMul() {}

    /** Returns {@code op(a) op(b)} for matrices; {@code op} transposes if its flag is set. */
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
     * Returns the float32 kernel for {@code op(a) op(b)}, fused with an epilogue; no size is 0. Its inputs are a, b and
     * the bias. Its bits equal those of the product, the addition and the function computed separately.
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
            return UnfusedEpilogue.of(new BlasMatMul(sizes), epilogue, sizes.columns());
        }
        return OneDnn.hasAvx512() || sizes.transposeA()
                ? new OneDnnMatMul(sizes, epilogue)
                : TiledMatMul.of(sizes, epilogue);
    }
}
