package io.kindling.autodiff;

import io.kindling.autodiff.internal.OpCall;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a tape has recorded: the calls that use watched tensors, in order. */
final class Recording {
    private final List<OpCall<?>> calls = new ArrayList<>();
    /** Watched tensors and everything computed from them, differentiably or not. */
    private final Set<Tensor> watched = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The tensors that were each variable's value when it was read; ordered, so that sums over them have fixed bits. */
    private final Map<Variable, Set<Tensor>> readings = new LinkedHashMap<>();

    private final Map<Tensor, Variable> owners = new IdentityHashMap<>();

    void watch(Tensor tensor) {
        watched.add(tensor);
    }

    void watch(Variable variable) {
        Tensor tensor = variable.tensor();
        Variable owner = owners.putIfAbsent(tensor, variable);
        if (owner != null && owner != variable) {
            throw new IllegalStateException("Cannot tell the gradients of variables '" + owner.name() + "' and '"
                    + variable.name() + "' apart: one tensor is the value of both. Give each its own.");
        }
        watched.add(tensor);
        readings.computeIfAbsent(variable, v -> new LinkedHashSet<>()).add(tensor);
    }

    void record(OpCall<?> call) {
        List<Tensor> inputs = call.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (watched.contains(inputs.get(i))) {
                calls.add(call);
                watched.add(call.output());
                return;
            }
        }
    }

    List<OpCall<?>> calls() {
        return List.copyOf(calls);
    }

    List<Variable> variables() {
        return List.copyOf(readings.keySet());
    }

    /** Returns the tensors that represented a source. */
    List<Tensor> tensorsOf(GradientSource source) {
        if (source instanceof Variable variable) {
            return List.copyOf(readings.getOrDefault(variable, Set.of()));
        }
        return watched.contains(source.tensor()) ? List.of(source.tensor()) : List.of();
    }

    Backward backward(List<? extends GradientSource> sources) {
        return new Backward(
                calls,
                sources.stream().flatMap(source -> tensorsOf(source).stream()).toList());
    }

    /** Explains why the gradient of target by source is null; empty if it is not. */
    Optional<String> explain(Tensor target, GradientSource source, boolean watchesVariables) {
        Variable variable = source instanceof Variable read ? read : null;
        String name = variable != null ? "'" + variable.name() + "'" : "the tensor";
        if (!source.tensor().dtype().isFloating()) {
            return Optional.of(name + " is " + source.tensor().dtype() + ": only float32 and float64 have gradients");
        }
        List<Tensor> tensors = tensorsOf(source);
        if (!tensors.isEmpty()) {
            return new Connection(calls).explain(target, name, tensors);
        }
        if (variable == null) {
            return Optional.of(name + " was never watched in the scope: call tape.watch(tensor) before using it");
        }
        if (!watchesVariables) {
            return Optional.of(name + " was never watched: this tape watches by hand, call tape.watch(variable)");
        }
        return Optional.of(name + (variable.isTrainable() ? " was never read in the scope" : " is not trainable"));
    }

    /** Releases the tensors, but keeps which variables were watched. */
    void forgetCalls() {
        calls.clear();
        watched.clear();
    }

    void clear() {
        forgetCalls();
        readings.clear();
        owners.clear();
    }
}
