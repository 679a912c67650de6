package io.kindling.autodiff.internal;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives a thread's operations instead of their being computed: every operation returns a symbolic tensor, variables
 * are represented by symbolic tensors, and actions that need values are deferred.
 */
public interface Tracer {
    /** Receives the call of an operation; its output is symbolic. */
    void onCall(OpCall<?> call);

    /** Returns the symbolic tensor that represents a variable's value, the same one until the variable is updated. */
    Tensor placeholder(TrackedValue variable);

    /**
     * Defers an action until the values of these tensors are computed.
     *
     * @param updated variables that the action assigns; later reads need the new values
     */
    void whenComputed(List<Tensor> values, List<? extends TrackedValue> updated, Consumer<List<Tensor>> action);

    /** Returns how the rows of the batch entered a value that leaves the function; null if the tracer does not know. */
    default @Nullable RowUse rowUse(Tensor value) {
        return null;
    }

    /** Treats a statistic of a shard's rows as if no row entered it. */
    default void perShard(Tensor value) {}

    /** The scope of a trace, opened by {@link Interpreter#trace}. */
    interface Tracing extends AutoCloseable {
        @Override
        void close();
    }
}
