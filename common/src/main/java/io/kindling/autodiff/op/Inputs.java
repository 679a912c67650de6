package io.kindling.autodiff.op;

import io.kindling.autodiff.internal.Op.Spec;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Input checks and shape rules that several families use. */
final class Inputs {
    private Inputs() {}

    /** Checks that both inputs have the same type, and returns the broadcast shape. */
    static Spec broadcast(String verb, List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        sameType(verb, a, b);
        try {
            return new Spec(a.dtype(), Shape.broadcast(a.shape(), b.shape()));
        } catch (TensorException e) {
            throw new TensorException("Cannot " + verb + " " + a.shape() + " and " + b.shape()
                    + ": they do not broadcast (sizes must be equal or 1, from the last axis on).");
        }
    }

    static void sameType(String verb, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new TensorException("Cannot " + verb + " " + a.dtype() + " and " + b.dtype()
                    + ": types differ. Cast one with cast(x, DType." + a.dtype().name() + ").");
        }
    }

    static void floating(String verb, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new TensorException("Cannot " + verb + " " + x.dtype() + " " + x.shape()
                    + ": float32 or float64 is needed. Cast it with cast(x, DType.FLOAT32).");
        }
    }

    static void number(String verb, Tensor x) {
        if (x.dtype() == DType.BOOL) {
            throw new TensorException("Cannot " + verb + " bool " + x.shape()
                    + ": numbers are needed. Cast it with cast(x, DType.FLOAT32).");
        }
    }

    /** Checks the type of a condition. */
    static void bool(String verb, Tensor x) {
        if (x.dtype() != DType.BOOL) {
            throw new TensorException("Cannot " + verb + " " + x.dtype() + " " + x.shape()
                    + ": bool is needed. Compare it with something first.");
        }
    }

    /** Checks the type of indices and labels. */
    static void whole(String verb, Tensor x) {
        if (x.dtype().isFloating() || x.dtype() == DType.BOOL) {
            throw new TensorException("Cannot " + verb + " " + x.dtype() + " " + x.shape()
                    + ": whole numbers are needed. Cast it with cast(x, DType.INT64).");
        }
    }

    static void rankAtLeast(String verb, Tensor x, int rank) {
        if (x.shape().rank() < rank) {
            throw new TensorException("Cannot " + verb + " " + x.shape() + ": at least " + rank
                    + " axes are needed, it has " + x.shape().rank() + ".");
        }
    }

    /** Returns axes counted from 0, sorted; none given means all. */
    static List<Integer> axes(Shape shape, int... axes) {
        IntStream resolved = axes.length == 0
                ? IntStream.range(0, shape.rank())
                : IntStream.of(axes).map(shape::axis);
        List<Integer> distinct = resolved.distinct().sorted().boxed().toList();
        if (axes.length != 0 && distinct.size() != axes.length) {
            throw new TensorException(
                    "Invalid axes: " + Arrays.toString(axes) + " (each at most once for shape " + shape + ")");
        }
        return distinct;
    }
}
