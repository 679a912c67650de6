package io.kindling.nn;

import io.kindling.compile.internal.Plan;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.compile.internal.Trace;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function of tensors that is traced once per combination of argument types and shapes and then runs as a plan: the
 * equivalent of {@code tf.function} for custom training loops.
 *
 * <pre>{@code
 * Compiled<Tensor> trainStep = Compiled.of((x, y) -> {
 *     try (GradientTape tape = GradientTape.open()) {
 *         Tensor loss = lossFn.call(y, model.call(x, TRAINING));
 *         optimizer.apply(tape.gradient(loss, model.trainableWeights()), model.trainableWeights());
 *         return loss;
 *     }
 * });
 * Tensor loss = trainStep.call(batch.features(), batch.labels());
 * }</pre>
 *
 * <p>The function's Java code runs only during tracing: it prints once, and it cannot read the elements of a tensor. Each
 * call reads the variables' current values; a read after an update sees the new value. Optimizers update and metrics
 * accumulate as in a direct call, and random draws are the same. Moving statistics are updated at the end of the call.
 * There is a trace for each choice of frozen layers. A trace fixes any optimizer or step counter that Java code reads. Not
 * thread-safe; closing it frees its memory.
 *
 * @param <R> what the function returns: a {@link Tensor}, or a list of them
 */
public final class Compiled<R> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compiled.class);

    /** The key from which the keys of random draws are derived during tracing. */
    private static final RandomKey TRACED_KEY = RandomKey.of(0x747261636564L);

    /** @param hasRowIds whether the rows on the leading axis have ids */
    record Argument(DType dtype, Shape shape, boolean hasRowIds) {
        static Argument of(Tensor tensor) {
            return new Argument(
                    tensor.dtype(),
                    tensor.shape(),
                    tensor.shape().rank() > 0 && tensor.rows().isPresent());
        }

        @Override
        public String toString() {
            return dtype + " " + shape + (hasRowIds ? " with row ids" : "");
        }
    }

    /**
     * The plan of a traced function.
     *
     * @param results the number of the function's outputs; the plan's further outputs are the values of the updates
     * @param single whether the function returns a tensor, not a list
     * @param updates updates of moving statistics
     * @param keys the keys of the random draws, in order
     */
    private record Traced(
            Plan plan, int results, boolean single, List<StateUpdates.Update> updates, List<RandomKey> keys) {}

    /** @param plan empty if the function is computed operation by operation */
    private record Variant(FrozenLayers layers, Optional<Traced> plan) {}

    private final Function<List<Tensor>, R> function;
    private final PlanMemory memory = new PlanMemory();
    private final MemoryPool pool = new MemoryPool();
    private final Map<List<Argument>, List<Variant>> traces = new HashMap<>();
    private @Nullable List<Argument> latest;

    private Compiled(Function<List<Tensor>, R> function) {
        this.function = function;
    }

    /** Wraps a function of one tensor; it is compiled at the first call. */
    public static <R> Compiled<R> of(Function<Tensor, R> function) {
        return ofList(in -> function.apply(in.get(0)));
    }

    /** Wraps a function of two tensors, such as features and labels; it is compiled at the first call. */
    public static <R> Compiled<R> of(BiFunction<Tensor, Tensor, R> function) {
        return ofList(in -> function.apply(in.get(0), in.get(1)));
    }

    /** Wraps a function of any number of tensors; it is compiled at the first call. */
    public static <R> Compiled<R> ofList(Function<List<Tensor>, R> function) {
        return new Compiled<>(function);
    }

    /** Wraps what is done with two tensors, such as the update of a metric; calls return no tensors. */
    public static Compiled<List<Tensor>> action(BiConsumer<Tensor, Tensor> action) {
        return of((first, second) -> {
            action.accept(first, second);
            return List.of();
        });
    }

    /** Returns the function's result for these arguments. */
    public R call(Tensor... arguments) {
        return call(List.of(arguments));
    }

    /** Returns the function's result for these arguments. */
    public R call(List<Tensor> arguments) {
        List<Argument> signature = arguments.stream().map(Argument::of).toList();
        if (signature.stream().anyMatch(argument -> argument.shape().size() == 0)) {
            return function.apply(arguments);
        }
        Variant variant = known(signature).orElseGet(() -> {
            logRetrace(signature);
            Variant traced = TensorScope.withoutScope(() -> trace(signature));
            traces.computeIfAbsent(signature, same -> new ArrayList<>()).add(traced);
            return traced;
        });
        return variant.plan().map(plan -> run(plan, arguments)).orElseGet(() -> function.apply(arguments));
    }

    /** Returns the tensors of what the function returned. */
    private static List<Tensor> tensors(Object result) {
        if (result instanceof Tensor tensor) {
            return List.of(tensor);
        }
        if (result instanceof List<?> list && list.stream().allMatch(Tensor.class::isInstance)) {
            return list.stream().map(Tensor.class::cast).toList();
        }
        throw new IllegalArgumentException("Invalid result of a compiled function: "
                + result.getClass().getName() + " (a Tensor, or a List of tensors)");
    }

    /** Returns the trace for these arguments and the layers that are frozen now. */
    private Optional<Variant> known(List<Argument> signature) {
        return traces.getOrDefault(signature, List.of()).stream()
                .filter(variant -> variant.layers().isUnchanged())
                .findFirst();
    }

    @SuppressWarnings("unchecked") // single says whether the function returned a tensor or a list, which R then is
    private R run(Traced traced, List<Tensor> arguments) {
        Plan plan = traced.plan();
        for (int i = 0; i < arguments.size(); i++) {
            plan.input(i).write(arguments.get(i));
        }
        Map<RandomKey, RandomKey> keys = new HashMap<>();
        for (RandomKey drawn : traced.keys()) {
            keys.put(drawn, Randomness.next());
        }
        plan.runOnVariables(
                key -> keys.getOrDefault(key, key),
                rows -> rows.resolve(argument -> Randomness.rowsOf(arguments.get(argument))));
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < traced.results(); i++) {
            results.add(plan.output(i).copy());
        }
        for (int i = 0; i < traced.updates().size(); i++) {
            StateUpdates.Update update = traced.updates().get(i);
            Tensor value = plan.output(traced.results() + i).copy();
            StateUpdates.submit(update.variable(), value, update.momentum(), update.rows());
        }
        return (R) (traced.single() ? results.get(0) : results);
    }

    private Variant trace(List<Argument> signature) {
        try (FrozenLayers layers = FrozenLayers.collect()) {
            return new Variant(layers, traced(signature));
        }
    }

    @SuppressWarnings("try") // a scope acts by being open
    private Optional<Traced> traced(List<Argument> signature) {
        Trace trace = new Trace();
        List<Tensor> inputs = new ArrayList<>();
        for (Argument argument : signature) {
            Tensor input = Tensor.symbolic(argument.dtype(), argument.shape());
            if (argument.hasRowIds()) {
                input.setRows(Rows.placeholders(inputs.size(), argument.shape().dim(0)));
            }
            trace.input(input);
            inputs.add(input);
        }
        int draws;
        boolean[] single = new boolean[1];
        List<Tensor> outputs;
        List<StateUpdates.Update> updates;
        try (Randomness randomness = Randomness.open(TRACED_KEY);
                StateUpdates collected = StateUpdates.collect()) {
            outputs = new ArrayList<>(trace.run(() -> {
                R result = function.apply(List.copyOf(inputs));
                single[0] = result instanceof Tensor;
                return tensors(result);
            }));
            draws = randomness.callsSoFar();
            updates = collected.updates();
        }
        if (trace.hasEmptyValues()) {
            throw new IllegalStateException(
                    "Cannot compile the function: it creates tensors without elements. Call it directly.");
        }
        List<RandomKey> keys = new ArrayList<>();
        for (int i = 0; i < draws; i++) {
            keys.add(TRACED_KEY.with(i));
        }
        if (!keys.containsAll(trace.drawnKeys())) {
            LOG.warn("A compiled function is computed operation by operation: it creates its own random keys, which a"
                    + " plan would reuse in every call.");
            return Optional.empty();
        }
        int results = outputs.size();
        updates.forEach(update -> outputs.add(update.value()));
        return Optional.of(
                new Traced(Plan.of(trace, inputs, outputs, memory, pool), results, single[0], updates, keys));
    }

    private void logRetrace(List<Argument> signature) {
        List<Argument> before = latest;
        latest = signature;
        if (before != null) {
            String changes = before.equals(signature) ? "other layers are frozen" : changes(before, signature);
            LOG.warn("A compiled function is traced again: {}.", changes);
        }
    }

    /** Describes the changes: {@code argument 0 changed from float32 (64, 784) to float32 (48, 784), in dimension 0}. */
    static String changes(List<Argument> before, List<Argument> signature) {
        StringBuilder changes = new StringBuilder();
        for (int i = 0; i < Math.max(before.size(), signature.size()); i++) {
            String from = i < before.size() ? before.get(i).toString() : "nothing";
            String to = i < signature.size() ? signature.get(i).toString() : "nothing";
            if (!from.equals(to)) {
                changes.append(changes.isEmpty() ? "" : "; ")
                        .append("argument ")
                        .append(i)
                        .append(" changed from ")
                        .append(from)
                        .append(" to ")
                        .append(to);
                if (i < before.size() && i < signature.size()) {
                    changes.append(
                            dimensions(before.get(i).shape(), signature.get(i).shape()));
                }
            }
        }
        return changes.toString();
    }

    /** Lists the dimensions that differ; empty if the ranks differ. */
    private static String dimensions(Shape from, Shape to) {
        if (from.rank() != to.rank()) {
            return "";
        }
        String changed = IntStream.range(0, from.rank())
                .filter(axis -> from.dim(axis) != to.dim(axis))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" and "));
        return changed.isEmpty() ? "" : ", in dimension " + changed;
    }

    /** Lists the kernels of the plan for these arguments, one per line, with shapes, memory offsets and bytes. */
    public String dump(Tensor... arguments) {
        List<Argument> signature = List.of(arguments).stream().map(Argument::of).toList();
        return known(signature)
                .flatMap(Variant::plan)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot show the plan for " + signature + ": there was no such call, or it has no plan."))
                .plan()
                .dump();
    }

    @Override
    public void close() {
        memory.close();
        pool.close();
    }
}
