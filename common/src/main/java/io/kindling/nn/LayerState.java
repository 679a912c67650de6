package io.kindling.nn;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.Variable.Trainable;
import io.kindling.autodiff.op.Ops;
import io.kindling.nn.internal.BuildScope;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What calls of a layer create: the weights, at its first call, and the losses of its last call. */
final class LayerState {
    private boolean isBuilt;
    private int calls;
    private DType dtype = DType.FLOAT32;
    private final List<Variable> weights = new ArrayList<>();
    private final Map<Variable, Regularizer> regularizers = new LinkedHashMap<>();
    private final List<LossTerm> losses = new ArrayList<>();

    boolean isBuilt() {
        return isBuilt;
    }

    /** Marks the layer as built, for a layer without weights. */
    void built() {
        isBuilt = true;
    }

    /** Builds the layer for inputs, if it is not built; its weights get the type of the first floating-point input. */
    void build(List<Tensor> inputs, Consumer<List<Shape>> build) {
        if (isBuilt) {
            return;
        }
        dtype = inputs.stream()
                .map(Tensor::dtype)
                .filter(DType::isFloating)
                .findFirst()
                .orElse(DType.FLOAT32);
        try {
            build.accept(inputs.stream().map(Tensor::shape).toList());
            isBuilt = true;
        } finally {
            if (!isBuilt) {
                weights.clear();
                regularizers.clear();
            }
        }
    }

    /** The weights, in creation order. */
    List<Variable> weights() {
        return weights;
    }

    Variable add(String layer, String name, Shape shape, Initializer initializer, Trainable trainability) {
        String path = layer + "/" + name;
        if (weights.stream().anyMatch(weight -> weight.name().equals(path))) {
            throw new IllegalArgumentException("Cannot add weight '" + path + "': the layer has one of this name.");
        }
        float[] values = BuildScope.firstValues(
                layer, name, shape, seed -> initializer.values(shape, seed), WeightsException::new);
        Tensor tensor = TensorScope.withoutScope(() -> Ops.cast(Tensor.of(values, shape.dims()), dtype));
        Variable variable = new Variable(path, tensor, trainability);
        weights.add(variable);
        return variable;
    }

    void regularize(Variable weight, Regularizer regularizer) {
        regularizers.put(weight, regularizer);
    }

    /** The losses of weight regularizers, computed now. */
    Stream<LossTerm> penalties() {
        return regularizers.entrySet().stream()
                .map(entry -> LossTerm.once(entry.getValue().of(entry.getKey().read())));
    }

    void addLoss(LossTerm term) {
        losses.add(term);
    }

    /** The losses added during the last outermost call. */
    List<LossTerm> losses() {
        return losses;
    }

    void clearLosses() {
        losses.clear();
    }

    /** Returns the index for the next call of the layer on nodes. */
    int nextCall() {
        return calls++;
    }
}
