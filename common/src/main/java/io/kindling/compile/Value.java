package io.kindling.compile;

import io.kindling.autodiff.Variable;
import io.kindling.tensor.DType;
import io.kindling.tensor.Pointwise;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Something a traced function computes with or computes.
 *
 * @param number its place in the order of the trace
 * @param place the layers it was asked for in, as a path
 */
record Value(int number, DType dtype, Shape shape, Source source, String place) {
    /** Where a value comes from. */
    sealed interface Source {
        /** What it is computed from. */
        default List<Value> inputs() {
            return List.of();
        }
    }

    /** Given anew for each run. */
    record Input() implements Source {}

    /** What a variable holds after so many updates within the function. */
    record Weight(Variable variable, int updates) implements Source {}

    /** The same in each run; the one number that all elements are, where they are. */
    record Constant(Tensor tensor, OptionalDouble splat) implements Source {}

    /** By an operation's own kernel. */
    record Computed(String name, Object attributes, List<Value> inputs, Function<List<Tensor>, Tensor> kernel)
            implements Source {}

    /** Element by element. */
    record Elementwise(Pointwise function, List<Value> inputs) implements Source {}

    /** The same elements under another shape. */
    record Same(Value of) implements Source {
        @Override
        public List<Value> inputs() {
            return List.of(of);
        }
    }

    /** Random, by the run's key and rows. */
    record Drawn(String name, Draw draw) implements Source {}

    /** Draws, with what turns the keys and rows of the trace into those of the run. */
    interface Draw {
        Tensor draw(UnaryOperator<RandomKey> key, UnaryOperator<Rows> rows);
    }

    /** The value whose memory this one's elements stand in. */
    Value held() {
        return source instanceof Same same ? same.of().held() : this;
    }

    boolean isSplat(double number) {
        return source instanceof Constant constant
                && constant.splat().isPresent()
                && constant.splat().getAsDouble() == number;
    }

    /** The one number that all elements are; empty where there is none. */
    OptionalDouble splat() {
        return source instanceof Constant constant ? constant.splat() : OptionalDouble.empty();
    }

    // Two values are the same only if they are one: the trace makes equal ones once.
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
