package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Elementwise;

/** Conversions between element types. */
class Types extends Slicing {
    static final OpFamily FAMILY = new OpFamily("types");

    /** Gradients flow between floating-point types only. */
    static final Op<DType> CAST = FAMILY.<DType>define(
                    "cast",
                    (dtype, in) -> new Op.Spec(dtype, in.get(0).shape()),
                    (dtype, in) -> Elementwise.cast(in.get(0), dtype))
            .keepsRows()
            .linear((dtype, index) -> dtype.isFloating())
            .pointwise(dtype -> dtype == DType.BOOL ? Pointwise.IS_TRUE : Pointwise.COPY)
            .derivatives((call, g) -> cast(g, call.input(0).dtype()));

    Types() {}

    /** Converts each element to a type; returns the tensor itself if it already has the type. */
    public static Tensor cast(Tensor x, DType dtype) {
        return x.dtype() == dtype ? x : bind(CAST, dtype, x);
    }
}
