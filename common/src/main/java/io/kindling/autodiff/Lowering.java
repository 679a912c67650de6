package io.kindling.autodiff;

import io.kindling.tensor.Pointwise;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a plan may know of an operation beside its kernel. Most need nothing: a plan runs the kernel that the operation
 * computes with eagerly.
 *
 * @param <A> the operation's attributes
 */
public sealed interface Lowering<A> {
    /** Nothing is known. */
    record Kernel<A>() implements Lowering<A> {}

    /** The output has the first input's elements, in their order. */
    record SameElements<A>() implements Lowering<A> {}

    /** Each element is a function of the inputs' elements at its place, which broadcast. */
    record Elementwise<A>(FunctionOf<A> function) implements Lowering<A> {}

    /** The output is drawn, by a key and for rows that differ from run to run. */
    record Drawn<A>(Redraw<A> redraw) implements Lowering<A> {}

    /** The function that an elementwise operation with these attributes is; null where only its kernel serves. */
    interface FunctionOf<A> {
        @Nullable
        Pointwise of(A attributes);
    }

    /** The attributes of a draw with another key and other rows. */
    interface Redraw<A> {
        A with(A attributes, UnaryOperator<RandomKey> key, UnaryOperator<Rows> rows);
    }
}
