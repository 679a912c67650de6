package io.kindling.autodiff.internal;

import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.internal.loop.Pointwise;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a plan can use of an operation besides its kernel. Most operations need nothing: a plan runs the same kernel as
 * the eager operation.
 *
 * @param <A> the operation's attributes
 */
public sealed interface Lowering<A> {
    /** There is only the kernel. */
    record Kernel<A>() implements Lowering<A> {}

    /** The output has the first input's elements, in their order. */
    record SameElements<A>() implements Lowering<A> {}

    /** Each element is a function of the corresponding elements of the inputs, which broadcast. */
    record Elementwise<A>(FunctionOf<A> function) implements Lowering<A> {}

    /** The output is random, drawn with a key and for rows that change from run to run. */
    record Drawn<A>(Redraw<A> redraw) implements Lowering<A> {}

    /** Maps an elementwise operation's attributes to its function; null if only its kernel can compute it. */
    interface FunctionOf<A> {
        @Nullable
        Pointwise of(A attributes);
    }

    /** Replaces the key and rows in a draw's attributes. */
    interface Redraw<A> {
        A with(A attributes, UnaryOperator<RandomKey> key, UnaryOperator<Rows> rows);
    }
}
