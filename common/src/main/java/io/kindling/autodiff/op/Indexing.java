package io.kindling.autodiff.op;

import static io.kindling.autodiff.Interpreter.bind;

import io.kindling.autodiff.Op;
import io.kindling.autodiff.OpFamily;
import io.kindling.tensor.DType;
import io.kindling.tensor.Select;
import io.kindling.tensor.Tensor;

/** Operations that pick elements by index. */
public final class Indexing {
    /** How many classes, and the type of the ones. */
    record Classes(int count, DType dtype) {}

    static final OpFamily FAMILY = new OpFamily("indexing");

    static final Op<Classes> ONE_HOT = FAMILY.<Classes>define(
                    "one_hot",
                    (classes, in) -> new Op.Spec(classes.dtype(), in.get(0).shape().append(classes.count())),
                    (classes, in) -> Select.oneHot(in.get(0), classes.count(), classes.dtype()))
            .keepsRows()
            .notDifferentiable();

    private Indexing() {}

    /** 1 at the index and 0 elsewhere along a new last axis; all 0 where the index is out of range. */
    public static Tensor oneHot(Tensor indices, int classes, DType dtype) {
        return bind(ONE_HOT, new Classes(classes, dtype), indices);
    }
}
