package io.kindling.compile.internal;

import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.loop.Pointwise;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A value in the graph of a traced function: an input, a constant or a result.
 *
 * @param number the position in the order of the trace
 * @param layer the path of the layer that computes it
 */
record Value(int number, DType dtype, Shape shape, Source source, String layer) {
    /** The origin of a value. */
    sealed interface Source {
        /** Returns the values that it is computed from. */
        default List<Value> inputs() {
            return List.of();
        }
    }

    /** An input, written before each run. */
    record Input() implements Source {}

    /** The value of a variable after a number of updates within the function. */
    record Weight(TrackedValue variable, int updates) implements Source {}

    /** A constant of all runs; {@code splat} is the number that all elements are equal to, if they are equal. */
    record Constant(Tensor tensor, OptionalDouble splat) implements Source {}

    /** A result of an operation's own kernel. */
    record Computed(String name, Object attributes, List<Value> inputs, Function<List<Tensor>, Tensor> kernel)
            implements Source {}

    /** A result of an elementwise function. */
    record Elementwise(Pointwise function, List<Value> inputs) implements Source {}

    /** A view: the same elements with a different shape. */
    record View(Value of) implements Source {
        @Override
        public List<Value> inputs() {
            return List.of(of);
        }
    }

    /** Random numbers, drawn with the run's key and rows. */
    record Drawn(String name, Draw draw) implements Source {}

    /** Draws with functions that map the keys and rows of the trace to those of the run. */
    interface Draw {
        Tensor draw(UnaryOperator<RandomKey> key, UnaryOperator<Rows> rows);
    }

    /** Returns the value whose memory stores this one's elements: for a view the viewed value, else this value. */
    Value storage() {
        return source instanceof View view ? view.of().storage() : this;
    }

    boolean isSplat(double number) {
        return source instanceof Constant constant
                && constant.splat().isPresent()
                && constant.splat().getAsDouble() == number;
    }

    /** Returns the number that all elements of a constant are equal to; empty if they differ. */
    OptionalDouble splat() {
        return source instanceof Constant constant ? constant.splat() : OptionalDouble.empty();
    }

    // Identity: the trace never creates two equal values.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return "%" + number;
    }
}
