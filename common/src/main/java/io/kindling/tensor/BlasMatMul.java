package io.kindling.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** Float32 matrix products by OpenBLAS, which ND4J brings along. */
record BlasMatMul(Sizes sizes) implements MatrixProduct {
    @Override
    public void run(FloatPointer a, FloatPointer b, FloatPointer out) {
        cblas_sgemm(
                CblasRowMajor,
                sizes.transposeA() ? CblasTrans : CblasNoTrans,
                sizes.transposeB() ? CblasTrans : CblasNoTrans,
                sizes.rows(),
                sizes.columns(),
                sizes.inner(),
                1,
                a,
                sizes.transposeA() ? sizes.rows() : sizes.inner(),
                b,
                sizes.transposeB() ? sizes.inner() : sizes.columns(),
                sizes.adds() ? 1 : 0,
                out,
                sizes.columns());
    }
}
