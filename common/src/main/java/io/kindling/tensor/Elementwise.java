package io.kindling.tensor;

import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels that compute each element of the output from the elements at its place, by NumPy's broadcasting. */
public final class Elementwise {
    private Elementwise() {}

    public static Tensor add(Tensor a, Tensor b) {
        return pairwise("add", a, b, a.dtype());
    }

    public static Tensor subtract(Tensor a, Tensor b) {
        return pairwise("subtract", a, b, a.dtype());
    }

    public static Tensor multiply(Tensor a, Tensor b) {
        return pairwise("multiply", a, b, a.dtype());
    }

    public static Tensor divide(Tensor a, Tensor b) {
        return pairwise("divide", a, b, a.dtype());
    }

    public static Tensor maximum(Tensor a, Tensor b) {
        return pairwise("maximum", a, b, a.dtype());
    }

    public static Tensor minimum(Tensor a, Tensor b) {
        return pairwise("minimum", a, b, a.dtype());
    }

    public static Tensor equal(Tensor a, Tensor b) {
        return pairwise("equals", a, b, DType.BOOL);
    }

    public static Tensor greater(Tensor a, Tensor b) {
        return pairwise("greater", a, b, DType.BOOL);
    }

    public static Tensor greaterEqual(Tensor a, Tensor b) {
        return pairwise("greater_equal", a, b, DType.BOOL);
    }

    public static Tensor negate(Tensor x) {
        return unary(x, Negative::new);
    }

    public static Tensor abs(Tensor x) {
        return unary(x, Abs::new);
    }

    public static Tensor sign(Tensor x) {
        return unary(x, Sign::new);
    }

    public static Tensor exp(Tensor x) {
        return unary(x, Exp::new);
    }

    public static Tensor log(Tensor x) {
        return unary(x, Log::new);
    }

    public static Tensor log1p(Tensor x) {
        return unary(x, Log1p::new);
    }

    public static Tensor sqrt(Tensor x) {
        return unary(x, Sqrt::new);
    }

    public static Tensor tanh(Tensor x) {
        return unary(x, Tanh::new);
    }

    public static Tensor sigmoid(Tensor x) {
        return unary(x, Sigmoid::new);
    }

    /** Another type, each element converted; a floating number becomes true where it is not 0. */
    public static Tensor cast(Tensor x, DType dtype) {
        Tensor out = Memory.allocate(dtype, x.shape());
        if (x.shape().size() > 0) {
            ComputeThread.prepare();
            out.array().assign(x.array());
        }
        return out;
    }

    private static Tensor pairwise(String name, Tensor a, Tensor b, DType dtype) {
        Tensor out = Memory.allocate(dtype, Shape.broadcast(a.shape(), b.shape()));
        if (out.shape().size() > 0) {
            Nd4jCall.run(name, out, new Tensor[] {a, b});
        }
        return out;
    }

    private static Tensor unary(Tensor x, BiFunction<INDArray, INDArray, Op> op) {
        Tensor out = Memory.allocate(x.dtype(), x.shape());
        if (x.shape().size() > 0) {
            ComputeThread.prepare();
            Nd4j.getExecutioner().exec(op.apply(x.array(), out.array()));
        }
        return out;
    }
}
