package io.kindling.nn.optimizer;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.internal.Interpreter;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The optimizer state for the variables of a hand-written loop. */
final class LoopState {
    private static final Logger LOG = LoggerFactory.getLogger(Optimizer.class);

    /** Weak keys: slots are freed with their variable. */
    private final Map<Variable, float[][]> slots = new WeakHashMap<>();

    private long iterations;
    private boolean warned;

    long iterations() {
        return iterations;
    }

    Set<Variable> variables() {
        return Set.copyOf(slots.keySet());
    }

    /** Copies the state of variables into flat arrays. */
    OptimizerState copy(Optimizer rule, List<Variable> variables) {
        float[][] flat = new float[rule.slots()][size(variables)];
        int from = 0;
        for (Variable variable : variables) {
            int size = size(List.of(variable));
            float[][] own = slots.getOrDefault(variable, rule.firstSlots(size));
            for (int slot = 0; slot < flat.length; slot++) {
                System.arraycopy(own[slot], 0, flat[slot], from, size);
            }
            from += size;
        }
        return new OptimizerState(iterations, flat);
    }

    /** Replaces the whole state. */
    void restore(Optimizer rule, OptimizerState state, List<Variable> variables) {
        requireFit(rule, state, variables);
        slots.clear();
        put(state, variables);
    }

    /** Replaces the state of these variables, and the number of updates. */
    void keep(Optimizer rule, OptimizerState state, List<Variable> variables) {
        requireFit(rule, state, variables);
        put(state, variables);
    }

    private void put(OptimizerState state, List<Variable> variables) {
        float[][] flat = state.slots();
        int from = 0;
        for (Variable variable : variables) {
            int to = from + size(List.of(variable));
            float[][] own = new float[flat.length][];
            for (int slot = 0; slot < flat.length; slot++) {
                own[slot] = Arrays.copyOfRange(flat[slot], from, to);
            }
            slots.put(variable, own);
            from = to;
        }
        iterations = state.iterations();
    }

    private static void requireFit(Optimizer rule, OptimizerState state, List<Variable> variables) {
        float[][] flat = state.slots();
        int size = size(variables);
        if (flat.length != rule.slots() || Arrays.stream(flat).anyMatch(slot -> slot.length != size)) {
            throw new IllegalArgumentException("Cannot restore optimizer " + rule + ": the state has slots of "
                    + Arrays.stream(flat).map(slot -> slot.length).toList() + " numbers, but " + rule.slotNames()
                    + " of " + size + " are needed.");
        }
    }

    private static int size(List<Variable> variables) {
        return Math.toIntExact(variables.stream()
                .mapToLong(variable -> variable.shape().size())
                .sum());
    }

    void apply(Optimizer rule, List<? extends @Nullable Tensor> gradients, List<Variable> variables) {
        if (gradients.size() != variables.size()) {
            throw new IllegalArgumentException(
                    "Cannot update: " + gradients.size() + " gradients for " + variables.size() + " variables.");
        }
        List<Variable> updated = new ArrayList<>();
        List<Tensor> presentGradients = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (int i = 0; i < gradients.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient == null) {
                skipped.add(variables.get(i).name());
            } else {
                updated.add(variables.get(i));
                presentGradients.add(gradient);
            }
        }
        if (presentGradients.isEmpty()) {
            throw new IllegalArgumentException("No gradients provided for any variable: " + skipped);
        }
        warnOnce(skipped);
        Interpreter.whenComputed(presentGradients, updated, computed -> update(rule, computed, updated));
    }

    private void update(Optimizer rule, List<Tensor> gradients, List<Variable> variables) {
        List<WeightSlice> pieces = new ArrayList<>();
        for (int i = 0; i < gradients.size(); i++) {
            pieces.add(piece(rule, gradients.get(i), variables.get(i)));
        }
        new BlockUpdate(rule, pieces).applyAll(iterations);
        for (int i = 0; i < variables.size(); i++) {
            Variable variable = variables.get(i);
            float[] weights = pieces.get(i).weights();
            variable.adopt(TensorScope.withoutScope(
                    () -> Tensor.of(weights, variable.shape().dims())));
        }
        iterations++;
    }

    private WeightSlice piece(Optimizer rule, Tensor gradient, Variable variable) {
        if (variable.dtype() != DType.FLOAT32) {
            throw new IllegalArgumentException("Cannot train '" + variable.name() + "': it is " + variable.dtype()
                    + ", and only float32 weights are trained.");
        }
        if (gradient.dtype() != DType.FLOAT32 || !gradient.shape().equals(variable.shape())) {
            throw new IllegalArgumentException("Cannot update '" + variable.name() + "', float32 " + variable.shape()
                    + ", with a gradient of " + gradient.dtype() + " " + gradient.shape() + ".");
        }
        float[] weights = variable.tensor().floats();
        float[][] variableSlots = slots.computeIfAbsent(variable, v -> rule.firstSlots(weights.length));
        return new WeightSlice(variable.name(), weights, gradient.floats(), variableSlots, 0, weights.length);
    }

    private void warnOnce(List<String> skipped) {
        if (!skipped.isEmpty() && !warned) {
            warned = true;
            LOG.warn(
                    "Gradients do not exist for variables {} when minimizing the loss: they are not updated.", skipped);
        }
    }
}
