package io.kindling.nn;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.GradientControl;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of layer state (moving statistics) that a training call asks for. On one machine they happen at once; inside a
 * {@linkplain #collect scope} they are collected, so that a step can average them over its shards and apply them once.
 */
public final class StateUpdates implements AutoCloseable {
    /** {@code variable = variable * momentum + value * (1 - momentum)}, with the value seen over this many rows. */
    public record Update(Variable variable, Tensor value, double momentum, long rows) {}

    private static final ThreadLocal<@Nullable StateUpdates> COLLECTING = new ThreadLocal<>();

    private final @Nullable StateUpdates outer = COLLECTING.get();
    private final List<Update> updates = new ArrayList<>();

    private StateUpdates() {}

    /** Collects the updates of this thread until closed. */
    public static StateUpdates collect() {
        StateUpdates scope = new StateUpdates();
        COLLECTING.set(scope);
        return scope;
    }

    /** What was asked for, in order. */
    public List<Update> updates() {
        return List.copyOf(updates);
    }

    /** Asks for a change; for layers. No gradient passes. */
    public static void ask(Variable variable, Tensor seen, double momentum, long rows) {
        Tensor value = GradientControl.stopGradient(seen);
        StateUpdates scope = COLLECTING.get();
        if (scope != null) {
            scope.updates.add(new Update(variable, value, momentum, rows));
        } else if (!value.isSymbolic() && rows > 0) {
            variable.assign(TensorScope.outside(() -> Arithmetic.add(
                    Arithmetic.multiply(variable.tensor(), momentum), Arithmetic.multiply(value, 1 - momentum))));
        }
    }

    @Override
    public void close() {
        COLLECTING.set(outer);
    }
}
