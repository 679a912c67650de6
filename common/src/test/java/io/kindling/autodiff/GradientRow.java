package io.kindling.autodiff;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One row of the gradient table: a function of float64 tensors and the expected properties of its derivative.
 *
 * @param op the operation that the row tests; for a composite, the function's name
 * @param checked the computation that is checked
 */
record GradientRow(
        String op,
        Kind kind,
        String checked,
        Function<List<Tensor>, Tensor> function,
        List<Input> inputs,
        Accuracy accuracy,
        @Nullable Kink kink,
        String note) {

    enum Kind {
        /** Derivatives of order 1 and 2 are compared with differences. */
        DIFFERENTIABLE,
        /** Same as {@link #DIFFERENTIABLE}, for a function composed of other operations. */
        COMPOSITE,
        /** The gradient is null, and the explanation names the operation. */
        CUT,
        /** The operation has no floating-point input, so it has no derivative. */
        CONSTANT
    }

    /** The step of the differences, and the error bounds of orders 1 and 2, relative to the slope or 1. */
    record Accuracy(double step, double order1, double order2) {
        /** The step balances truncation error (third derivative) and rounding error. */
        static final Accuracy FLOAT64 = new Accuracy(1e-5, 1e-8, 1e-7);
        /** For linear functions that round to float32: the step is as large as the values. */
        static final Accuracy FLOAT32 = new Accuracy(1, 1e-6, 1e-6);
    }

    /** The shape of an input and the range of its random values. */
    record Input(double low, double high, Shape shape) {
        Tensor draw(SplittableRandom random) {
            double[] values = shape.size() == 0
                    ? new double[0]
                    : random.doubles(shape.size(), low, high).toArray();
            return Tensor.of(values, shape.dims());
        }
    }

    /** A point where the function is not differentiable, and the gradients that it has there by convention. */
    record Kink(String rule, List<Tensor> inputs, List<double[]> gradients) {}

    static Input any(int... dims) {
        return new Input(-2, 2, Shape.of(dims));
    }

    static Input positive(int... dims) {
        return new Input(0.5, 2, Shape.of(dims));
    }

    static GradientRow unary(String op, String checked, UnaryOperator<Tensor> function, Input x) {
        return nary(op, checked, in -> function.apply(in.get(0)), x);
    }

    static GradientRow binary(String op, String checked, BinaryOperator<Tensor> function, Input a, Input b) {
        return nary(op, checked, in -> function.apply(in.get(0), in.get(1)), a, b);
    }

    static GradientRow nary(String op, String checked, Function<List<Tensor>, Tensor> function, Input... inputs) {
        return new GradientRow(op, Kind.DIFFERENTIABLE, checked, function, List.of(inputs), Accuracy.FLOAT64, null, "");
    }

    /** A row for an operation that takes only integers, booleans or no inputs. */
    static GradientRow constant(String op, String note) {
        return new GradientRow(op, Kind.CONSTANT, "", in -> in.get(0), List.of(), Accuracy.FLOAT64, null, note);
    }

    GradientRow composite() {
        return new GradientRow(op, Kind.COMPOSITE, checked, function, inputs, accuracy, kink, note);
    }

    GradientRow cut() {
        return new GradientRow(op, Kind.CUT, checked, function, inputs, accuracy, kink, note);
    }

    GradientRow note(String text) {
        return new GradientRow(op, kind, checked, function, inputs, accuracy, kink, text);
    }

    GradientRow throughFloat32() {
        return new GradientRow(op, kind, checked, function, inputs, Accuracy.FLOAT32, kink, note);
    }

    /** Adds a kink: the values of each input, followed by the gradient of the sum by each input. */
    GradientRow kink(String rule, double[]... pointThenGradients) {
        int count = pointThenGradients.length / 2;
        List<double[]> all = List.of(pointThenGradients);
        Kink at = new Kink(
                rule,
                all.subList(0, count).stream().map(p -> Tensor.of(p, p.length)).toList(),
                all.subList(count, 2 * count));
        return new GradientRow(op, kind, checked, function, inputs, accuracy, at, note);
    }

    static double[] v(double... values) {
        return values;
    }

    boolean isDifferentiable() {
        return kind == Kind.DIFFERENTIABLE || kind == Kind.COMPOSITE;
    }

    List<Tensor> symbolicInputs() {
        return inputs.stream()
                .map(input -> Tensor.symbolic(DType.FLOAT64, input.shape()))
                .toList();
    }

    @Override
    public String toString() {
        return op + ": " + checked;
    }
}
