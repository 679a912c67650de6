package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.ops.Select;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operations that select elements by index. */
class Indexing extends GradientControl {
    /** The number of classes and the output's type. */
    record Classes(int count, DType dtype) {}

    /** The shape that slices are added into, and the axis that indices refer to. */
    record Slots(int axis, Shape shape) {}

    static final OpFamily FAMILY = new OpFamily("indexing");

    static final Op<Classes> ONE_HOT = FAMILY.<Classes>define(
                    "one_hot",
                    (classes, in) -> {
                        Inputs.whole("take one-hot of", in.get(0));
                        return new Op.Spec(classes.dtype(), in.get(0).shape().append(classes.count()));
                    },
                    (classes, in) -> Select.oneHot(in.get(0), classes.count(), classes.dtype()))
            .keepsRowsOfFirst()
            .rowAxis(RowRules::alignedFromStart)
            .notDifferentiable();

    /** The adjoint of gather. Inputs (slices, indices). */
    static final Op<Slots> SCATTER_ADD = FAMILY.<Slots>define(
                    "scatter_add",
                    Indexing::scattered,
                    (slots, in) -> Select.scatterAdd(in.get(0), in.get(1), slots.axis(), slots.shape()))
            .rows((slots, in, out) -> slots.axis() == 0 ? null : RowRules.leading(in.get(0), out))
            .rowAxis((slots, in, out) -> isBeside(slots.axis(), in.get(0).axis(), out.axis(), in.get(1)))
            .sumsRows((slots, in, out) -> true)
            .linear((slots, index) -> index == 0)
            .derivatives((call, g) -> gather(g, call.input(1), call.attributes().axis()));

    static final Op<Integer> GATHER = FAMILY.<Integer>define(
                    "gather",
                    Indexing::gathered,
                    (axis, in) -> Select.gather(
                            in.get(0), in.get(1), axis, gathered(axis, in).shape()))
            .rows(Indexing::gatheredRows)
            .rowAxis(Indexing::keepsRowAxis)
            .linear((axis, index) -> index == 0)
            .derivatives((call, g) -> scatterAdd(
                    g, call.input(1), call.attributes(), call.input(0).shape()));

    Indexing() {}

    /** 1 at the index and 0 elsewhere along a new last axis; all 0 if the index is out of range. */
    public static Tensor oneHot(Tensor indices, int classes, DType dtype) {
        return bind(ONE_HOT, new Classes(classes, dtype), indices);
    }

    /**
     * Returns the slices of x at the given indices along an axis, of shape x[:axis] + indices + x[axis+1:]. Indices can
     * repeat; they are integers from 0 to the axis' size - 1, anything else is an error.
     */
    public static Tensor gather(Tensor x, Tensor indices, int axis) {
        return bind(GATHER, x.shape().axis(axis), x, indices);
    }

    /**
     * The adjoint of {@code gather}: zeros of the given shape, with every slice added at its index along the axis. Slices
     * with the same index are added in their order.
     *
     * @param slices shape[:axis] + indices + shape[axis+1:]
     */
    public static Tensor scatterAdd(Tensor slices, Tensor indices, int axis, Shape shape) {
        return bind(SCATTER_ADD, new Slots(shape.axis(axis), shape), slices, indices);
    }

    /** Reverses x along an axis. */
    public static Tensor reverse(Tensor x, int axis) {
        int last = x.shape().dim(axis) - 1;
        int[] backwards = IntStream.rangeClosed(0, last).map(i -> last - i).toArray();
        return gather(x, Tensor.of(backwards, backwards.length), axis);
    }

    private static Op.Spec gathered(int axis, List<Tensor> in) {
        Inputs.whole("gather by", in.get(1));
        return new Op.Spec(in.get(0).dtype(), slices(in.get(0).shape(), axis, in.get(1)));
    }

    private static Op.Spec scattered(Slots slots, List<Tensor> in) {
        Tensor x = in.get(0);
        Inputs.floating("add slices of", x);
        Inputs.whole("add slices at", in.get(1));
        Shape expected = slices(slots.shape(), slots.axis(), in.get(1));
        if (!x.shape().equals(expected)) {
            throw new TensorException("Cannot add slices " + x.shape() + " at indices "
                    + in.get(1).shape() + " along axis " + slots.axis() + " of " + slots.shape() + ": slices must be "
                    + expected + ".");
        }
        return new Op.Spec(x.dtype(), slots.shape());
    }

    /** Returns the shape of the slices that indices select along an axis. */
    private static Shape slices(Shape shape, int axis, Tensor indices) {
        List<Integer> dims = new ArrayList<>(shape.asList());
        dims.remove(axis);
        dims.addAll(axis, indices.shape().asList());
        return Shape.of(dims);
    }

    private static boolean keepsRowAxis(int axis, List<RowFlow.Operand> in, RowFlow.Operand out) {
        RowFlow.Operand x = in.get(0);
        RowFlow.Operand indices = in.get(1);
        return x.hasRows() ? isBeside(axis, out.axis(), x.axis(), indices) : out.axis() == axis + indices.axis();
    }

    /**
     * Whether the row axis is not among those that indices refer to.
     *
     * @param axis the axis of x that indices, which no row entered, refer to
     * @param ofSlices the row axis of the slices
     * @param ofX the row axis of x
     */
    private static boolean isBeside(int axis, int ofSlices, int ofX, RowFlow.Operand indices) {
        int rank = indices.shape().rank();
        return !indices.hasRows() && ofX != axis && ofSlices == (ofX < axis ? ofX : ofX - 1 + rank);
    }

    private static @Nullable Rows gatheredRows(int axis, List<Tensor> in, Op.Spec out) {
        Tensor x = in.get(0);
        Tensor indices = in.get(1);
        if (axis > 0) {
            return RowRules.leading(x, out);
        }
        if (indices.rows().isPresent()) {
            // A lookup in a table: the output's rows are the rows of the indices.
            return RowRules.leading(indices, out);
        }
        if (x.rows().isEmpty() || indices.isSymbolic() || indices.shape().rank() != 1) {
            return null;
        }
        int[] positions =
                Arrays.stream(indices.longs()).mapToInt(Math::toIntExact).toArray();
        return x.rows().get().select(positions);
    }
}
