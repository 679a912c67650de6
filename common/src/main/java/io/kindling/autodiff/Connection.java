package io.kindling.autodiff;

import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Explains a gradient that is null. */
final class Connection {
    private final List<OpCall<?>> calls;
    private final Set<Tensor> watched;

    Connection(List<OpCall<?>> calls, Set<Tensor> watched) {
        this.calls = calls;
        this.watched = watched;
    }

    Optional<String> explain(Tensor target, GradientSource source, List<Tensor> sourceTensors) {
        String name = source instanceof Variable variable ? "'" + variable.name() + "'" : "the tensor";
        if (!source.tensor().dtype().isFloating()) {
            return Optional.of(name + " is " + source.tensor().dtype() + ": only float32 and float64 have gradients");
        }
        if (sourceTensors.isEmpty()) {
            return Optional.of(whyUnwatched(source, name));
        }
        Set<Tensor> smooth = Collections.newSetFromMap(new IdentityHashMap<>());
        smooth.addAll(sourceTensors);
        Set<Tensor> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        reached.addAll(sourceTensors);
        Set<String> cuts = new LinkedHashSet<>();
        for (OpCall<?> call : calls) {
            boolean smoothly = false;
            boolean atAll = false;
            for (int i = 0; i < call.inputs().size(); i++) {
                smoothly |= smooth.contains(call.input(i)) && call.differentiates(i);
                atAll |= reached.contains(call.input(i));
            }
            if (atAll) {
                reached.add(call.output());
            }
            if (smoothly) {
                smooth.add(call.output());
            } else if (atAll && call.inputs().stream().anyMatch(smooth::contains)) {
                cuts.add(call.op().name());
            }
        }
        if (smooth.contains(target)) {
            return Optional.empty();
        }
        if (reached.contains(target) || !cuts.isEmpty()) {
            return Optional.of("cut at " + String.join(", ", new ArrayList<>(cuts)));
        }
        return Optional.of(watched.contains(target)
                ? "the target was not computed from " + name
                : "the target was not computed inside the scope from anything watched");
    }

    private static String whyUnwatched(GradientSource source, String name) {
        if (source instanceof Variable variable) {
            return variable.isTrainable() ? name + " was never read in the scope" : name + " is not trainable";
        }
        return name + " was never watched in the scope: call tape.watch(tensor) before using it";
    }
}
