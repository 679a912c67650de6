package io.kindling.autodiff;

import io.kindling.autodiff.internal.OpCall;
import io.kindling.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds where the path from a source to a target is cut. */
final class Connection {
    private final List<OpCall<?>> calls;

    Connection(List<OpCall<?>> calls) {
        this.calls = calls;
    }

    /**
     * Explains why the gradient of a target is null; empty if it is not.
     *
     * @param source the source's name in messages
     * @param sourceTensors the tensors that represented the source while calls were recorded
     */
    Optional<String> explain(Tensor target, String source, List<Tensor> sourceTensors) {
        if (!target.dtype().isFloating()) {
            return Optional.of("the target is " + target.dtype() + ": only float32 and float64 have gradients");
        }
        Set<Tensor> leadsToTarget = leadingTo(target);
        Set<Tensor> connected = identitySet();
        connected.addAll(sourceTensors);
        Set<String> cuts = new LinkedHashSet<>();
        for (OpCall<?> call : calls) {
            if (!leadsToTarget.contains(call.output())) {
                continue;
            }
            boolean dependent = false;
            boolean differentiable = false;
            for (int i = 0; i < call.inputs().size(); i++) {
                boolean inputConnected = connected.contains(call.input(i));
                dependent |= inputConnected;
                differentiable |= inputConnected && call.differentiates(i);
            }
            if (differentiable) {
                connected.add(call.output());
            } else if (dependent) {
                cuts.add(call.op().name());
            }
        }
        if (connected.contains(target)) {
            return Optional.empty();
        }
        return Optional.of(
                cuts.isEmpty()
                        ? "the target was not computed from " + source + " while the tape recorded"
                        : "cut at " + String.join(", ", cuts));
    }

    /** Returns the target and everything it was computed from, differentiably or not. */
    private Set<Tensor> leadingTo(Tensor target) {
        Set<Tensor> leading = identitySet();
        leading.add(target);
        for (int c = calls.size() - 1; c >= 0; c--) {
            if (leading.contains(calls.get(c).output())) {
                leading.addAll(calls.get(c).inputs());
            }
        }
        return leading;
    }

    private static Set<Tensor> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
