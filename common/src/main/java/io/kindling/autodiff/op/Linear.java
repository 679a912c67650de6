package io.kindling.autodiff.op;

import static io.kindling.autodiff.Interpreter.bind;

import io.kindling.autodiff.Op;
import io.kindling.autodiff.OpFamily;
import io.kindling.tensor.MatMul;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.List;

/** Matrix products. */
public final class Linear {
    /** Which side is transposed first. */
    record Sides(boolean transposeA, boolean transposeB) {}

    static final OpFamily FAMILY = new OpFamily("linear");

    static final Op<Sides> MATMUL = FAMILY.<Sides>define(
                    "matmul",
                    Linear::product,
                    (sides, in) -> MatMul.multiply(in.get(0), in.get(1), sides.transposeA(), sides.transposeB()))
            .rows((sides, in, out) -> sides.transposeA() ? null : in.get(0).rows().orElse(null))
            .derivatives(
                    (call, g) -> {
                        Sides sides = call.attributes();
                        Tensor b = call.input(1);
                        return sides.transposeA()
                                ? matmul(b, g, sides.transposeB(), true)
                                : matmul(g, b, false, !sides.transposeB());
                    },
                    (call, g) -> {
                        Sides sides = call.attributes();
                        Tensor a = call.input(0);
                        return sides.transposeB()
                                ? matmul(g, a, true, sides.transposeA())
                                : matmul(a, g, !sides.transposeA(), false);
                    });

    private Linear() {}

    /** Matrices (m, k) and (k, n) to (m, n). */
    public static Tensor matmul(Tensor a, Tensor b) {
        return matmul(a, b, false, false);
    }

    private static Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        return bind(MATMUL, new Sides(transposeA, transposeB), a, b);
    }

    private static Op.Spec product(Sides sides, List<Tensor> in) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        Inputs.floating("multiply matrices of", a);
        Inputs.sameType("multiply", a, b);
        Inputs.rank("multiply", a, 2);
        Inputs.rank("multiply by", b, 2);
        int inner = a.shape().dim(sides.transposeA() ? 0 : 1);
        int other = b.shape().dim(sides.transposeB() ? 1 : 0);
        if (inner != other) {
            throw new TensorException("Cannot multiply " + a.shape() + " by " + b.shape() + ": inner sizes " + inner
                    + " and " + other + " differ.");
        }
        return new Op.Spec(
                a.dtype(),
                Shape.of(a.shape().dim(sides.transposeA() ? 1 : 0), b.shape().dim(sides.transposeB() ? 0 : 1)));
    }
}
