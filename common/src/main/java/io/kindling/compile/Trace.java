package io.kindling.compile;

import io.kindling.autodiff.Interpreter;
import io.kindling.autodiff.Lowering;
import io.kindling.autodiff.OpCall;
import io.kindling.autodiff.Tracer;
import io.kindling.autodiff.Variable;
import io.kindling.tensor.Arrange;
import io.kindling.tensor.DType;
import io.kindling.tensor.Pointwise;
import io.kindling.tensor.PointwiseChain;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Region;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
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
 * The graph of what a function asks for, made while it runs on symbolic tensors. Equal values are made once; what depends
 * on constants alone is computed now. Open no {@code TensorScope} around it: constants live as long as the plan.
 */
public final class Trace implements Tracer {
    private record Key(Object operation, Object attributes, List<Value> inputs) {}

    /**
     * Something to do with the numbers of some values in each run.
     *
     * @param before values from this number on are asked for afterwards
     * @param updates whether it assigns variables, which those may read
     */
    record Action(List<Value> values, Consumer<List<Tensor>> action, int before, boolean updates) {}

    private final List<Value> values = new ArrayList<>();
    private final Map<Tensor, Value> known = new IdentityHashMap<>();
    private final Map<Variable, Tensor> standIns = new IdentityHashMap<>();
    private final Map<Variable, Integer> updates = new IdentityHashMap<>();
    private final Map<Key, Value> made = new HashMap<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<RandomKey> drawnKeys = new ArrayList<>();
    private boolean empty;

    /** Runs a function and traces what it asks for. */
    @SuppressWarnings("try") // a scope acts by being open
    public <T> T run(Supplier<T> function) {
        try (Tracing tracing = Interpreter.trace(this)) {
            return function.get();
        }
    }

    /** Declares a symbolic tensor to be given anew for each run. */
    public void input(Tensor tensor) {
        known.put(tensor, add(tensor.dtype(), tensor.shape(), new Value.Input()));
    }

    /** True where some value has no elements: such functions are not worth a plan, and get none. */
    public boolean hasEmptyValues() {
        return empty;
    }

    @Override
    public Tensor standIn(Variable variable) {
        return standIns.computeIfAbsent(variable, v -> {
            Tensor tensor = Tensor.symbolic(v.dtype(), v.shape());
            known.put(tensor, add(v.dtype(), v.shape(), new Value.Weight(v, updates.getOrDefault(v, 0))));
            return tensor;
        });
    }

    @Override
    public void whenComputed(List<Tensor> tensors, List<Variable> updated, Consumer<List<Tensor>> action) {
        List<Value> read = tensors.stream().map(this::valueOf).toList();
        actions.add(new Action(read, action, values.size(), !updated.isEmpty()));
        for (Variable variable : updated) {
            updates.merge(variable, 1, Integer::sum);
            standIns.remove(variable);
        }
    }

    @Override
    public void called(OpCall<?> call) {
        known.put(call.output(), lower(call));
    }

    private RandomKey drawnWith(RandomKey key) {
        drawnKeys.add(key);
        return key;
    }

    /** The keys of the function's random draws, in order. */
    public List<RandomKey> drawnKeys() {
        return List.copyOf(drawnKeys);
    }

    List<Action> actions() {
        return actions;
    }

    /** The value that a tensor of this trace stands for; a tensor with numbers is a constant. */
    Value valueOf(Tensor tensor) {
        Value value = known.get(tensor);
        if (value != null) {
            return value;
        }
        if (tensor.isSymbolic()) {
            throw new IllegalStateException("Cannot trace a symbolic tensor of shape " + tensor.shape()
                    + " that was made outside the function.");
        }
        Value constant = constant(tensor);
        known.put(tensor, constant);
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
            return same(in.get(0), shape);
        }
        if (!in.isEmpty() && in.stream().allMatch(value -> value.source() instanceof Value.Constant)) {
            return once(call, in, () -> constant(call.op().compute(call.attributes(), constants(in))));
        }
        Pointwise function = lowering instanceof Lowering.Elementwise<A> elementwise
                ? elementwise.function().of(call.attributes())
                : null;
        if (function != null && PointwiseChains.fit(function, in, dtype)) {
            return elementwise(function, dtype, shape, in);
        }
        return once(
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

    private Value once(OpCall<?> call, List<Value> in, Supplier<Value> make) {
        Key key = new Key(call.op(), call.attributes(), in);
        Value value = made.get(key);
        if (value == null) {
            value = make.get();
            made.put(key, value);
        }
        return value;
    }

    private Value same(Value of, Shape shape) {
        if (of.shape().equals(shape)) {
            return of;
        }
        Value held = of.held();
        if (held.shape().equals(shape)) {
            return held;
        }
        return made.computeIfAbsent(
                new Key(Value.Same.class, shape, List.of(held)), key -> add(of.dtype(), shape, new Value.Same(held)));
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
        return made.computeIfAbsent(
                new Key(function, dtype, fitting), key -> add(dtype, shape, new Value.Elementwise(function, fitting)));
    }

    /** The value, spread over a shape by a kernel of its own where a chain cannot. */
    private Value fit(Value value, Shape shape) {
        if (PointwiseChain.Operand.of(value.dtype(), value.shape(), shape) != null) {
            return value;
        }
        Function<List<Tensor>, Tensor> spread = tensors -> Arrange.broadcast(tensors.get(0), shape);
        return made.computeIfAbsent(
                new Key("broadcast", shape, List.of(value)),
                key -> add(value.dtype(), shape, new Value.Computed("broadcast", shape, List.of(value), spread)));
    }

    /** A copy: the tensor may belong to a scope that ends before the plan does. */
    private Value constant(Tensor tensor) {
        Tensor kept = tensor.shape().size() == 0 ? tensor : TensorScope.outside(new Region(tensor)::copy);
        return add(tensor.dtype(), tensor.shape(), new Value.Constant(kept, splatOf(tensor)));
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
        Value value = new Value(values.size(), dtype, shape, source, Interpreter.place());
        values.add(value);
        return value;
    }

    List<Value> values() {
        return Collections.unmodifiableList(values);
    }
}
