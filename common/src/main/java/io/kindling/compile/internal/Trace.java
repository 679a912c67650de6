package io.kindling.compile.internal;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.Lowering;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.internal.Tracer;
import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Region;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.PointwiseChain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The graph of a function's operations, recorded while the function runs on symbolic tensors. Equal values are created
 * once; values that depend only on constants are computed immediately. Do not open a {@code TensorScope} around a trace:
 * constants live as long as the plan.
 */
public final class Trace implements Tracer {
    private record Key(Object operation, Object attributes, List<Value> inputs) {}

    /**
     * An action on the computed values of some graph values, performed in each run.
     *
     * @param before values with this number or a higher one were traced after the action
     * @param updates whether the action assigns variables, which those values may read
     */
    record Action(List<Value> values, Consumer<List<Tensor>> action, int before, boolean updates) {}

    private final List<Value> values = new ArrayList<>();
    private final Map<Tensor, Value> valuesByTensor = new IdentityHashMap<>();
    private final Map<TrackedValue, Tensor> placeholders = new IdentityHashMap<>();
    private final Map<TrackedValue, Integer> updates = new IdentityHashMap<>();
    private final Map<Key, Value> valuesByKey = new HashMap<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<RandomKey> drawnKeys = new ArrayList<>();
    private boolean empty;

    /** Runs a function and traces its operations. */
    @SuppressWarnings("try") // the scope is used only for its side effects
    public <T> T run(Supplier<T> function) {
        try (Tracing tracing = Interpreter.trace(this)) {
            return function.get();
        }
    }

    /** Declares a symbolic tensor as an input, which is written before each run. */
    public void input(Tensor tensor) {
        valuesByTensor.put(tensor, add(tensor.dtype(), tensor.shape(), new Value.Input()));
    }

    /** Returns true if some value has no elements; plans do not support such functions. */
    public boolean hasEmptyValues() {
        return empty;
    }

    @Override
    public Tensor placeholder(TrackedValue variable) {
        return placeholders.computeIfAbsent(variable, v -> {
            Tensor tensor = Tensor.symbolic(v.dtype(), v.shape());
            valuesByTensor.put(tensor, add(v.dtype(), v.shape(), new Value.Weight(v, updates.getOrDefault(v, 0))));
            return tensor;
        });
    }

    @Override
    public void whenComputed(
            List<Tensor> tensors, List<? extends TrackedValue> updated, Consumer<List<Tensor>> action) {
        List<Value> read = tensors.stream().map(this::valueOf).toList();
        actions.add(new Action(read, action, values.size(), !updated.isEmpty()));
        for (TrackedValue variable : updated) {
            updates.merge(variable, 1, Integer::sum);
            placeholders.remove(variable);
        }
    }

    @Override
    public void onCall(OpCall<?> call) {
        valuesByTensor.put(call.output(), lower(call));
    }

    private RandomKey drawnWith(RandomKey key) {
        drawnKeys.add(key);
        return key;
    }

    /** Returns the keys of the function's random draws, in order. */
    public List<RandomKey> drawnKeys() {
        return List.copyOf(drawnKeys);
    }

    List<Action> actions() {
        return actions;
    }

    /** Returns the value of a tensor of this trace; a tensor that is not symbolic is a constant. */
    Value valueOf(Tensor tensor) {
        Value value = valuesByTensor.get(tensor);
        if (value != null) {
            return value;
        }
        if (tensor.isSymbolic()) {
            throw new IllegalStateException("Cannot trace a symbolic tensor of shape " + tensor.shape()
                    + " that was made outside the function.");
        }
        Value constant = constant(tensor);
        valuesByTensor.put(tensor, constant);
        return constant;
    }

    private <A> Value lower(OpCall<A> call) {
        List<Value> in = call.inputs().stream().map(this::valueOf).toList();
        DType dtype = call.output().dtype();
        Shape shape = call.output().shape();
        Lowering<A> lowering = call.op().lowering();
        if (lowering instanceof Lowering.Drawn<A> drawn) {
            drawn.redraw().with(call.attributes(), this::drawnWith, UnaryOperator.identity());
            return add(
                    dtype,
                    shape,
                    new Value.Drawn(
                            call.op().name(),
                            (key, rows) ->
                                    call.op().compute(drawn.redraw().with(call.attributes(), key, rows), List.of())));
        }
        if (lowering instanceof Lowering.SameElements<A>) {
            return view(in.get(0), shape);
        }
        if (!in.isEmpty() && in.stream().allMatch(value -> value.source() instanceof Value.Constant)) {
            return computedOnce(call, in, () -> constant(call.op().compute(call.attributes(), constants(in))));
        }
        Pointwise function = lowering instanceof Lowering.Elementwise<A> elementwise
                ? elementwise.function().of(call.attributes())
                : null;
        if (function != null && PointwiseChains.fit(function, in, dtype)) {
            return elementwise(function, dtype, shape, in);
        }
        return computedOnce(
                call,
                in,
                () -> add(
                        dtype,
                        shape,
                        new Value.Computed(
                                call.op().name(),
                                String.valueOf(call.attributes()),
                                in,
                                tensors -> call.op().compute(call.attributes(), tensors))));
    }

    private static List<Tensor> constants(List<Value> in) {
        return in.stream()
                .map(value -> ((Value.Constant) value.source()).tensor())
                .toList();
    }

    private Value computedOnce(OpCall<?> call, List<Value> in, Supplier<Value> make) {
        Key key = new Key(call.op(), call.attributes(), in);
        Value value = valuesByKey.get(key);
        if (value == null) {
            value = make.get();
            valuesByKey.put(key, value);
        }
        return value;
    }

    private Value view(Value of, Shape shape) {
        if (of.shape().equals(shape)) {
            return of;
        }
        Value storage = of.storage();
        if (storage.shape().equals(shape)) {
            return storage;
        }
        return valuesByKey.computeIfAbsent(
                new Key(Value.View.class, shape, List.of(storage)),
                key -> add(of.dtype(), shape, new Value.View(storage)));
    }

    private Value elementwise(Pointwise function, DType dtype, Shape shape, List<Value> in) {
        Value simpler = PointwiseChains.simpler(function, shape, in);
        if (simpler != null) {
            return simpler;
        }
        PointwiseChains.Gate gate = PointwiseChains.gate(function, shape, in);
        if (gate != null) {
            return elementwise(gate.function(), dtype, shape, List.of(gate.opened(), gate.gradient()));
        }
        List<Value> fitting = in.stream().map(value -> fit(value, shape)).toList();
        return valuesByKey.computeIfAbsent(
                new Key(function, dtype, fitting), key -> add(dtype, shape, new Value.Elementwise(function, fitting)));
    }

    /** Returns the value, broadcast to a shape by a separate kernel if a chain cannot broadcast it. */
    private Value fit(Value value, Shape shape) {
        if (PointwiseChain.Operand.of(value.dtype(), value.shape(), shape) != null) {
            return value;
        }
        Function<List<Tensor>, Tensor> spread = tensors -> Arrange.broadcast(tensors.get(0), shape);
        return valuesByKey.computeIfAbsent(
                new Key("broadcast", shape, List.of(value)),
                key -> add(value.dtype(), shape, new Value.Computed("broadcast", shape, List.of(value), spread)));
    }

    /** Copies a tensor, which may belong to a scope that ends before the plan does. */
    private Value constant(Tensor tensor) {
        Tensor copy = tensor.shape().size() == 0 ? tensor : TensorScope.withoutScope(new Region(tensor)::copy);
        return add(tensor.dtype(), tensor.shape(), new Value.Constant(copy, splatOf(tensor)));
    }

    private static OptionalDouble splatOf(Tensor tensor) {
        if (tensor.shape().size() == 0) {
            return OptionalDouble.empty();
        }
        double[] elements = tensor.doubles();
        for (double element : elements) {
            if (element != elements[0]) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(elements[0]);
    }

    private Value add(DType dtype, Shape shape, Value.Source source) {
        empty |= shape.size() == 0;
        Value value = new Value(values.size(), dtype, shape, source, Interpreter.currentLayer());
        values.add(value);
        return value;
    }

    List<Value> values() {
        return Collections.unmodifiableList(values);
    }
}
