package io.kindling.autodiff;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reverse-mode accumulation over recorded calls; computes only the gradients that lead to the sources. */
final class Backward {
    private final List<OpCall<?>> calls;
    /** Tensors that depend on a source: only they need gradients. */
    private final Set<Tensor> needed = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Tensor, Tensor> gradients = new IdentityHashMap<>();

    Backward(List<OpCall<?>> calls, List<Tensor> sources) {
        this.calls = List.copyOf(calls);
        needed.addAll(sources);
        for (OpCall<?> call : this.calls) {
            for (int i = 0; i < call.inputs().size(); i++) {
                if (call.differentiates(i) && needed.contains(call.input(i))) {
                    needed.add(call.output());
                    break;
                }
            }
        }
    }

    void seed(Tensor target, @Nullable Tensor gradient) {
        if (!needed.contains(target)) {
            return;
        }
        accumulate(target, gradient != null ? gradient : Ops.onesLike(target));
    }

    void run() {
        String layer = Interpreter.currentLayer();
        try {
            derive();
        } finally {
            Interpreter.enterLayer(layer);
        }
    }

    private void derive() {
        for (int c = calls.size() - 1; c >= 0; c--) {
            OpCall<?> call = calls.get(c);
            Tensor gradient = gradients.get(call.output());
            if (gradient == null) {
                continue;
            }
            // Derivatives belong to the layer of the operation that they differentiate.
            Interpreter.enterLayer(call.layer());
            for (int i = 0; i < call.inputs().size(); i++) {
                if (call.differentiates(i) && needed.contains(call.input(i))) {
                    accumulate(call.input(i), call.derive(gradient, i));
                }
            }
        }
    }

    @Nullable
    Tensor gradientOf(Tensor tensor) {
        return gradients.get(tensor);
    }

    private void accumulate(Tensor tensor, Tensor gradient) {
        gradients.merge(tensor, gradient, Ops::add);
    }
}
