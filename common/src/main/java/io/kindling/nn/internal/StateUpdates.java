package io.kindling.nn.internal;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Updates of layer state (moving statistics) submitted by training calls. They are applied immediately; inside a
 * {@linkplain #collect scope} they are collected instead, so that a step can average them over its shards and apply them
 * once.
 */
public final class StateUpdates implements AutoCloseable {
    /** {@code variable = variable * momentum + value * (1 - momentum)}, with the value computed over this many rows. */
    public record Update(Variable variable, Tensor value, double momentum, long rows) {}

    private static final ThreadLocal<@Nullable StateUpdates> COLLECTING = new ThreadLocal<>();

    private final @Nullable StateUpdates outer = COLLECTING.get();
    private final List<Update> updates = new ArrayList<>();

    private StateUpdates() {}

    /** Opens a scope that collects this thread's updates until it is closed. */
    public static StateUpdates collect() {
        StateUpdates scope = new StateUpdates();
        COLLECTING.set(scope);
        return scope;
    }

    /** The collected updates, in order. */
    public List<Update> updates() {
        return List.copyOf(updates);
    }

    /** Submits an update; for layers. The gradient does not flow through the value. */
    public static void submit(Variable variable, Tensor newValue, double momentum, long rows) {
        Tensor value = Ops.stopGradient(newValue);
        StateUpdates scope = COLLECTING.get();
        if (scope != null) {
            scope.updates.add(new Update(variable, value, momentum, rows));
        } else if (!value.isSymbolic() && rows > 0) {
            variable.adopt(TensorScope.withoutScope(
                    () -> Ops.add(Ops.multiply(variable.tensor(), momentum), Ops.multiply(value, 1 - momentum))));
        }
    }

    @Override
    public void close() {
        COLLECTING.set(outer);
    }
}
