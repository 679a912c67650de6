package io.kindling.tensor.internal.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Batched matrix products: multiplies the last two axes and broadcasts the leading ones, as NumPy's matmul. */
public final class BatchedMatMul {
    private BatchedMatMul() {}

    /** Returns {@code op(a) op(b)} for each pair of matrices; {@code op} transposes if its flag is set. */
    public static Tensor multiply(Tensor a, Tensor b, boolean transposeA, boolean transposeB, Shape shape) {
        if (shape.size() == 0) {
            return Tensor.zeros(a.dtype(), shape);
        }
        if (b.shape().rank() == 2 && !transposeA) {
            int inner = a.shape().dim(-1);
            Tensor rows = Arrange.reshape(a, Shape.of(count(shape, 1), inner));
            return Arrange.reshape(MatMul.multiply(rows, b, false, transposeB), shape);
        }
        List<Tensor> left = matrices(a, shape);
        List<Tensor> right = matrices(b, shape);
        List<Tensor> products = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            products.add(MatMul.multiply(left.get(i), right.get(i), transposeA, transposeB));
        }
        Shape stacked = Shape.of(products.size() * shape.dim(-2), shape.dim(-1));
        return Arrange.reshape(Arrange.concat(products, 0, stacked), shape);
    }

    /** Returns one matrix for each index of the leading axes of the product. */
    private static List<Tensor> matrices(Tensor x, Shape product) {
        int rows = x.shape().dim(-2);
        int columns = x.shape().dim(-1);
        Shape broadcast = product.with(-2, rows).with(-1, columns);
        int count = count(product, 2);
        Tensor all = Arrange.reshape(Arrange.broadcast(x, broadcast), Shape.of(count * rows, columns));
        List<Tensor> matrices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            matrices.add(Arrange.slice(all, Shape.of(i * rows, 0), Shape.of(rows, columns)));
        }
        return matrices;
    }

    /** Returns the product of all sizes but the last few. */
    private static int count(Shape shape, int last) {
        int count = 1;
        for (int axis = 0; axis < shape.rank() - last; axis++) {
            count = Math.multiplyExact(count, shape.dim(axis));
        }
        return count;
    }
}
