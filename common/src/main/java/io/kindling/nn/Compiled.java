package io.kindling.nn;

import io.kindling.compile.Plan;
import io.kindling.compile.PlanMemory;
import io.kindling.compile.Trace;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function of tensors that is traced once for the types and shapes of its arguments and then runs as a plan: for loops of
 * one's own what {@code tf.function} is for the guide's.
 *
 * <pre>{@code
 * Compiled trainStep = Compiled.of(in -> {
 *     try (GradientTape tape = GradientTape.open()) {
 *         Tensor loss = lossFn.call(in.get(1), model.call(in.get(0), TRAINING));
 *         optimizer.apply(tape.gradient(loss, model.trainableWeights()), model.trainableWeights());
 *         return List.of(loss);
 *     }
 * });
 * Tensor loss = trainStep.call(batch.features(), batch.labels()).get(0);
 * }</pre>
 *
 * <p>The function's Java code runs while it is traced, and not afterwards: what it prints, it prints once, and a value
 * cannot be read in it. Variables are read anew in each call, optimizers update them and metrics accumulate as if the
 * function were called; what reads a variable after its update reads the new value. Random draws are those that the
 * function would make. Moving statistics change after the call. Which layers are frozen, and what an optimizer's or a step's
 * counter says, is what it was in the trace. For one thread at a time; closing it frees its memory.
 */
public final class Compiled implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compiled.class);

    /** The key that draws of a trace are derived from. */
    private static final RandomKey TRACED_KEY = RandomKey.of(0x747261636564L);

    /** @param numbered whether it is known which rows the leading axis holds */
    record Argument(DType dtype, Shape shape, boolean numbered) {
        static Argument of(Tensor tensor) {
            return new Argument(
                    tensor.dtype(),
                    tensor.shape(),
                    tensor.shape().rank() > 0 && tensor.rows().isPresent());
        }

        @Override
        public String toString() {
            return dtype + " " + shape + (numbered ? " of numbered rows" : "");
        }
    }

    /**
     * A plan.
     *
     * @param results outputs that are the function's; after them those of what layers ask for
     * @param asked changes of moving statistics
     * @param keys of its draws, in their order
     */
    private record Traced(Plan plan, int results, List<StateUpdates.Update> asked, List<RandomKey> keys) {}

    private final Function<List<Tensor>, List<Tensor>> function;
    private final PlanMemory memory = new PlanMemory();
    private final MemoryPool pool = new MemoryPool();
    private final Map<List<Argument>, Optional<Traced>> traces = new HashMap<>();
    private @Nullable List<Argument> latest;

    private Compiled(Function<List<Tensor>, List<Tensor>> function) {
        this.function = function;
    }

    /** Compiles a function when it is first called. */
    public static Compiled of(Function<List<Tensor>, List<Tensor>> function) {
        return new Compiled(function);
    }

    /** What the function gives for these arguments. */
    public List<Tensor> call(Tensor... arguments) {
        return call(List.of(arguments));
    }

    /** What the function gives for these arguments. */
    public List<Tensor> call(List<Tensor> arguments) {
        List<Argument> signature = arguments.stream().map(Argument::of).toList();
        if (signature.stream().anyMatch(argument -> argument.shape().size() == 0)) {
            return function.apply(arguments);
        }
        Optional<Traced> traced = traces.get(signature);
        if (traced == null) {
            explain(signature);
            traced = TensorScope.outside(() -> trace(signature));
            traces.put(signature, traced);
        }
        return traced.map(plan -> run(plan, arguments)).orElseGet(() -> function.apply(arguments));
    }

    private List<Tensor> run(Traced traced, List<Tensor> arguments) {
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
                rows -> rows.filled(argument -> Randomness.rowsOf(arguments.get(argument))));
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < traced.results(); i++) {
            results.add(plan.output(i).copy());
        }
        for (int i = 0; i < traced.asked().size(); i++) {
            StateUpdates.Update update = traced.asked().get(i);
            Tensor seen = plan.output(traced.results() + i).copy();
            StateUpdates.ask(update.variable(), seen, update.momentum(), update.rows());
        }
        return results;
    }

    @SuppressWarnings("try") // a scope acts by being open
    private Optional<Traced> trace(List<Argument> signature) {
        Trace trace = new Trace();
        List<Tensor> inputs = new ArrayList<>();
        for (Argument argument : signature) {
            Tensor input = Tensor.symbolic(argument.dtype(), argument.shape());
            if (argument.numbered()) {
                input.holding(Rows.standIns(inputs.size(), argument.shape().dim(0)));
            }
            trace.input(input);
            inputs.add(input);
        }
        int draws;
        List<Tensor> outputs;
        List<StateUpdates.Update> asked;
        try (Randomness randomness = Randomness.open(TRACED_KEY);
                StateUpdates updates = StateUpdates.collect()) {
            outputs = new ArrayList<>(trace.run(() -> function.apply(List.copyOf(inputs))));
            draws = randomness.callsSoFar();
            asked = updates.updates();
        }
        if (trace.hasEmptyValues()) {
            throw new IllegalStateException(
                    "Cannot compile a function that makes tensors without elements." + " Call it as it is.");
        }
        List<RandomKey> keys = new ArrayList<>();
        for (int i = 0; i < draws; i++) {
            keys.add(TRACED_KEY.with(i));
        }
        if (!keys.containsAll(trace.drawnKeys())) {
            LOG.warn(
                    "A compiled function is computed operation by operation: it makes random keys of its own, which a plan"
                            + " would keep.");
            return Optional.empty();
        }
        int results = outputs.size();
        asked.forEach(update -> outputs.add(update.value()));
        return Optional.of(new Traced(Plan.of(trace, inputs, outputs, memory, pool), results, asked, keys));
    }

    private void explain(List<Argument> signature) {
        List<Argument> before = latest;
        latest = signature;
        if (before == null) {
            return;
        }
        LOG.warn("A compiled function is traced again: {}.", changes(before, signature));
    }

    /** {@code argument 0 changed from float32 (64, 784) to float32 (48, 784), in dimension 0}. */
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

    /** Which dimensions differ; nothing where the number of them does. */
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

    /** The kernels of the call with these arguments, with shapes, places in memory and bytes, a line each. */
    public String dump(Tensor... arguments) {
        List<Argument> signature = List.of(arguments).stream().map(Argument::of).toList();
        return Optional.ofNullable(traces.get(signature))
                .flatMap(traced -> traced)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot show a plan for " + signature + ": it was not called with them, or has none."))
                .plan()
                .dump();
    }

    @Override
    public void close() {
        memory.close();
        pool.close();
    }
}
