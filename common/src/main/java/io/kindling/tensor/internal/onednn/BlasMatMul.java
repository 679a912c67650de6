package io.kindling.tensor.internal.onednn;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.kindling.tensor.internal.natives.Address;

/** Float32 matrix products by the OpenBLAS that comes with ND4J. */
public final class BlasMatMul implements MatrixProduct {
    private final Sizes sizes;
    private final Address left = new Address();
    private final Address right = new Address();
    private final Address result = new Address();

    public BlasMatMul(Sizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public void run(long a, long b, long out) {
        cblas_sgemm(
                CblasRowMajor,
                sizes.transposeA() ? CblasTrans : CblasNoTrans,
                sizes.transposeB() ? CblasTrans : CblasNoTrans,
                sizes.rows(),
                sizes.columns(),
                sizes.inner(),
                1,
                left.to(a),
                sizes.transposeA() ? sizes.rows() : sizes.inner(),
                right.to(b),
                sizes.transposeB() ? sizes.inner() : sizes.columns(),
                sizes.adds() ? 1 : 0,
                result.to(out),
                sizes.columns());
    }
}
