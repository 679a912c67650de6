package io.kindling.autodiff.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operations whose outputs carry the row ids of their inputs. */
class RowsTest {
    private static final Rows IDS = Rows.of(10, 20, 30);
    private final Tensor x = zeros(3, 4).setRows(IDS);

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(dims);
    }

    private static void keeps(Tensor tensor) {
        assertThat(tensor.rows()).contains(IDS);
    }

    private static void loses(Tensor tensor) {
        assertThat(tensor.rows()).isEmpty();
    }

    @Test
    void elementwiseOperations_keepRows_fromEitherSide() {
        keeps(Ops.add(x, zeros(4)));
        keeps(Ops.add(zeros(4), x));
        keeps(Ops.exp(x));
        keeps(Ops.where(Ops.greater(x, 0), x, 0));
        keeps(Ops.cast(x, DType.INT32));
        keeps(Ops.softmax(x));
        loses(Ops.add(zeros(3), zeros(3, 3)));
    }

    @Test
    void rowsOfAVector_areNotRowsOfTheMatrixItIsAddedTo() {
        Tensor vector = zeros(3).setRows(IDS);
        loses(Ops.add(zeros(3, 3), vector));
    }

    @Test
    void operationsOnOtherAxes_keepRows() {
        keeps(Ops.sum(x, 1));
        keeps(Ops.max(x, 1));
        keeps(Ops.mean(x, 1));
        keeps(Ops.argmax(x, 1));
        keeps(Ops.reshape(x, 3, 2, 2));
        keeps(Ops.transpose(zeros(3, 2, 4).setRows(IDS), 0, 2, 1));
        keeps(Ops.expandDims(x, 1));
        keeps(Ops.tile(x, 1, 2));
        keeps(Ops.slice(x, 1, 0, 2));
        keeps(Ops.pad(x, new int[] {0, 1}, new int[] {0, 1}, 0));
        keeps(Ops.concat(1, x, zeros(3, 2)));
        keeps(Ops.stack(1, List.of(x, x)));
        keeps(Ops.reverse(x, 1));
        keeps(Ops.oneHot(Tensor.of(new int[3], 3).setRows(IDS), 5, DType.FLOAT32));
        keeps(Ops.matmul(x, zeros(4, 7)));
        keeps(Ops.matmul(zeros(3, 2, 4).setRows(IDS), zeros(4, 7)));
        keeps(Ops.sparseSoftmaxCrossentropy(Tensor.of(new int[3], 3).setRows(IDS), zeros(3, 4)));
    }

    @Test
    void operationsThatMixRows_loseThem() {
        loses(Ops.sum(x, 0));
        loses(Ops.transpose(x));
        loses(Ops.reshape(x, 4, 3));
        loses(Ops.broadcastTo(zeros(1, 4).setRows(Rows.of(1)), Shape.of(3, 4)));
        loses(Ops.matmul(Ops.transpose(x), zeros(3, 2)));
    }

    @Test
    void operationsAlongTheRows_selectThem() {
        assertThat(Ops.slice(x, 0, 1, 2).rows()).contains(Rows.of(20, 30));
        assertThat(Ops.concat(0, x, zeros(1, 4).setRows(Rows.of(7))).rows()).contains(Rows.of(10, 20, 30, 7));
        loses(Ops.concat(0, x, zeros(1, 4)));
        assertThat(Ops.gather(x, Tensor.of(new int[] {2, 2}, 2), 0).rows()).contains(Rows.of(30, 30));
        assertThat(Ops.reverse(x, 0).rows()).contains(Rows.of(30, 20, 10));
        assertThat(Ops.split(x, 0, 1, 2).get(1).rows()).contains(Rows.of(20, 30));
    }

    @Test
    void lookupInATable_hasTheRowsOfItsIndices() {
        Tensor words = Tensor.of(new int[] {1, 0, 1}, 3).setRows(IDS);
        keeps(Ops.gather(zeros(2, 5), words, 0));
    }

    @Test
    void randomDraws_holdTheirRows() {
        keeps(Ops.normal(RandomKey.of(1), IDS, Shape.of(2), DType.FLOAT32));
        keeps(Ops.bernoulli(RandomKey.of(1), IDS, Shape.of(2), 0.5));
    }

    @Test
    void symbolicTensors_haveRowsToo() {
        Tensor symbol = Tensor.symbolic(DType.FLOAT32, Shape.of(3, 4)).setRows(IDS);
        keeps(Ops.matmul(symbol, zeros(4, 2)));
    }

    @Test
    @SuppressWarnings("try") // the scope is used only for its side effects
    void drawsInAShapeOnlyEvaluation_areSymbolicWithRows() {
        try (Interpreter.ShapesOnly scope = Interpreter.shapesOnly()) {
            Tensor drawn = Ops.normal(RandomKey.of(1), IDS, Shape.of(2), DType.FLOAT32);
            assertThat(drawn.isSymbolic()).isTrue();
            assertThat(drawn.shape()).isEqualTo(Shape.of(3, 2));
            keeps(drawn);
        }
    }
}
