package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.ops.BatchedMatMul;
import io.kindling.tensor.internal.ops.MatMul;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products. */
class Linear extends Indexing {
    /** Which operands have their last two axes transposed before the product. */
    record Sides(boolean transposeA, boolean transposeB) {}

    static final OpFamily FAMILY = new OpFamily("linear");

    static final Op<Sides> MATMUL = FAMILY.<Sides>define("matmul", Linear::product, Linear::multiply)
            .rows(Linear::rows)
            .rowAxis((sides, in, out) -> isKept(in.get(0), sides.transposeA() ? -1 : -2, -2, out)
                    && isKept(in.get(1), sides.transposeB() ? -2 : -1, -1, out))
            .sumsRows((sides, in, out) -> true)
            .linearInEach()
            .derivatives(Linear::byLeft, Linear::byRight);

    Linear() {}

    /**
     * Matrices (m, k) and (k, n) to (m, n). Further axes in front broadcast, as in NumPy's matmul: (..., m, k) and
     * (k, n) to (..., m, n); (b, m, k) and (b, k, n) to (b, m, n).
     */
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
        Inputs.rankAtLeast("multiply", a, 2);
        Inputs.rankAtLeast("multiply by", b, 2);
        int inner = a.shape().dim(sides.transposeA() ? -2 : -1);
        int other = b.shape().dim(sides.transposeB() ? -1 : -2);
        if (inner != other) {
            throw new TensorException("Cannot multiply " + a.shape() + " by " + b.shape() + ": inner sizes " + inner
                    + " and " + other + " differ.");
        }
        int rows = a.shape().dim(sides.transposeA() ? -1 : -2);
        int columns = b.shape().dim(sides.transposeB() ? -2 : -1);
        return new Op.Spec(a.dtype(), leading(a, b).append(rows).append(columns));
    }

    private static Shape leading(Tensor a, Tensor b) {
        Shape left = a.shape().dropLast(2);
        Shape right = b.shape().dropLast(2);
        try {
            return Shape.broadcast(left, right);
        } catch (TensorException e) {
            throw new TensorException("Cannot multiply " + a.shape() + " by " + b.shape() + ": leading axes " + left
                    + " and " + right + " do not broadcast.");
        }
    }

    private static Tensor multiply(Sides sides, List<Tensor> in) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        return a.shape().rank() == 2 && b.shape().rank() == 2
                ? MatMul.multiply(a, b, sides.transposeA(), sides.transposeB())
                : BatchedMatMul.multiply(
                        a,
                        b,
                        sides.transposeA(),
                        sides.transposeB(),
                        product(sides, in).shape());
    }

    private static @Nullable Rows rows(Sides sides, List<Tensor> in, Op.Spec out) {
        if (out.shape().rank() > 2) {
            return RowRules.broadcast(in, out);
        }
        return sides.transposeA() ? null : RowRules.leading(in.get(0), out);
    }

    /**
     * Whether the row axis of an operand, if it has one, is the output's.
     *
     * @param own the operand's axis, from the end, that becomes the output's axis {@code becomes}
     */
    private static boolean isKept(RowFlow.Operand operand, int own, int becomes, RowFlow.Operand output) {
        if (!operand.hasRows()) {
            return true;
        }
        boolean leading = operand.axisFromEnd() < -2 && operand.axisFromEnd() == output.axisFromEnd();
        return leading || (operand.axisFromEnd() == own && output.axisFromEnd() == becomes);
    }

    private static Tensor byLeft(OpCall<Sides> call, Tensor g) {
        Sides sides = call.attributes();
        Tensor b = call.input(1);
        Tensor gradient =
                sides.transposeA() ? matmul(b, g, sides.transposeB(), true) : matmul(g, b, false, !sides.transposeB());
        return Shaping.sumTo(gradient, call.input(0).shape());
    }

    private static Tensor byRight(OpCall<Sides> call, Tensor g) {
        Sides sides = call.attributes();
        Tensor a = call.input(0);
        Shape shape = call.input(1).shape();
        if (shape.rank() == 2 && a.shape().rank() > 2 && !sides.transposeA()) {
            // One product over all rows instead of a sum of one product per matrix of a.
            a = asMatrix(a);
            g = asMatrix(g);
        }
        Tensor gradient =
                sides.transposeB() ? matmul(g, a, true, sides.transposeA()) : matmul(a, g, !sides.transposeA(), false);
        return Shaping.sumTo(gradient, shape);
    }

    private static Tensor asMatrix(Tensor x) {
        int rows = Math.toIntExact(x.shape().dropLast(1).size());
        return Shaping.reshape(x, Shape.of(rows, x.shape().dim(-1)));
    }
}
