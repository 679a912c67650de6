package io.kindling.compile.internal;

import io.kindling.tensor.DType;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.ops.PointwiseChain;
import io.kindling.tensor.internal.ops.PointwiseChain.Broadcast;
import io.kindling.tensor.internal.ops.PointwiseChain.Operand;
import io.kindling.tensor.internal.ops.PointwiseChain.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Creates instructions for the needed values. An elementwise value that is read only by elementwise values of one chain is
 * computed within that chain, and is never stored in memory.
 */
final class Fusion {
    /** The arrays of longer chains do not fit into the cache. */
    private static final int MOST_STEPS = 24;

    private final List<Value> needed;
    private final Map<Value, List<Value>> readers = new HashMap<>();
    private final Set<Value> kept;
    /** For each elementwise value, the last value of its chain. */
    private final Map<Value, Value> ends = new HashMap<>();

    private final SharedKernels.OfPlan shared;
    private final Kernels kernels;
    /** For each last value of a chain, the values of the chain in the order of the trace. */
    private final Map<Value, List<Value>> chains = new HashMap<>();

    private Fusion(List<Value> roots, SharedKernels.OfPlan shared) {
        this.shared = shared;
        this.needed = needed(roots);
        this.kept = new HashSet<>();
        roots.forEach(root -> kept.add(root.storage()));
        for (Value value : needed) {
            for (Value input : value.source().inputs()) {
                readers.computeIfAbsent(input, v -> new ArrayList<>()).add(value);
            }
        }
        this.kernels = new Kernels(needed, this::onlyReader, shared);
    }

    private Optional<Value> onlyReader(Value value) {
        List<Value> all = readers.getOrDefault(value, List.of());
        return all.size() == 1 && !kept.contains(value) ? Optional.of(all.get(0)) : Optional.empty();
    }

    /**
     * Returns the instructions that compute these values, in order.
     *
     * @param shared prepares the kernels
     */
    static List<Instruction> instructions(List<Value> roots, SharedKernels.OfPlan shared) {
        Fusion fusion = new Fusion(roots, shared);
        fusion.formChains();
        return fusion.emit();
    }

    private static List<Value> needed(List<Value> roots) {
        Set<Value> reached = new TreeSet<>(Comparator.comparingInt(Value::number));
        List<Value> pending = new ArrayList<>(roots);
        while (!pending.isEmpty()) {
            Value value = pending.remove(pending.size() - 1);
            if (reached.add(value)) {
                pending.addAll(value.source().inputs());
            }
        }
        return List.copyOf(reached);
    }

    private void formChains() {
        List<Value> backwards = new ArrayList<>(needed);
        Collections.reverse(backwards);
        for (Value value : backwards) {
            if (value.source() instanceof Value.Elementwise && !kernels.computes(value)) {
                Value end = kept.contains(value) ? value : onlyEnd(value).orElse(value);
                ends.put(value, end);
                chains.computeIfAbsent(end, e -> new ArrayList<>()).add(0, value);
            }
        }
    }

    /** Returns the last value of the chain that contains all readers of a value, if there is one and it is not full. */
    private Optional<Value> onlyEnd(Value value) {
        Set<Value> found = new HashSet<>();
        for (Value reader : readersThroughViews(value)) {
            Value end = ends.get(reader);
            if (end == null || reader.shape().size() != value.shape().size()) {
                return Optional.empty();
            }
            found.add(end);
        }
        if (found.size() != 1) {
            return Optional.empty();
        }
        Value end = found.iterator().next();
        return chains.getOrDefault(end, List.of()).size() < MOST_STEPS ? Optional.of(end) : Optional.empty();
    }

    private List<Value> readersThroughViews(Value value) {
        List<Value> all = new ArrayList<>();
        for (Value reader : readers.getOrDefault(value, List.of())) {
            if (reader.source() instanceof Value.View) {
                all.addAll(readersThroughViews(reader));
            } else {
                all.add(reader);
            }
        }
        return all;
    }

    private List<Instruction> emit() {
        List<Instruction> instructions = new ArrayList<>();
        for (Value value : needed) {
            Value.Source source = value.source();
            Instruction kernel = kernels.of(value);
            if (kernel != null) {
                instructions.add(kernel);
            } else if (source instanceof Value.Elementwise) {
                if (value.equals(ends.get(value))) {
                    instructions.add(chain(value));
                }
            } else if (source instanceof Value.Drawn drawn) {
                instructions.add(new Instruction(
                        drawn.name(),
                        PreparedKernel.calling(in -> {
                            throw new IllegalStateException("Cannot draw random numbers outside of a run.");
                        }),
                        drawn,
                        List.of(),
                        value,
                        List.of(),
                        0));
            }
        }
        return instructions;
    }

    private Instruction chain(Value end) {
        List<Value> members = Objects.requireNonNull(chains.get(end));
        Map<Value, Integer> positions = new HashMap<>();
        Map<List<Object>, Integer> operandPositions = new LinkedHashMap<>();
        List<Value> inputs = new ArrayList<>();
        List<Operand> operands = new ArrayList<>();
        for (Value member : members) {
            for (Value input : member.source().inputs()) {
                if (!isMember(input, end)) {
                    Operand operand = operand(input, member);
                    Value storage = input.storage();
                    operandPositions.computeIfAbsent(List.of(storage, operand), key -> {
                        inputs.add(storage);
                        operands.add(operand);
                        return operands.size() - 1;
                    });
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        for (Value member : members) {
            Value.Elementwise source = (Value.Elementwise) member.source();
            List<Integer> from = new ArrayList<>();
            for (Value input : source.inputs()) {
                from.add(
                        isMember(input, end)
                                ? Objects.requireNonNull(positions.get(input.storage()))
                                : Objects.requireNonNull(
                                        operandPositions.get(List.of(input.storage(), operand(input, member)))));
            }
            positions.put(member, operands.size() + steps.size());
            steps.add(new Step(source.function(), from));
        }
        List<Value> overwritable = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.get(i);
            boolean once = Collections.frequency(inputs, input) == 1;
            if (once
                    && operands.get(i).broadcast() == Broadcast.NONE
                    && input.dtype() == end.dtype()
                    && end.dtype() == DType.FLOAT32) {
                overwritable.add(input);
            }
        }
        PointwiseChain chain = new PointwiseChain(operands, steps, end.dtype(), end.shape());
        PreparedKernel kernel = shared.take(chain.description());
        return new Instruction(chain.toString(), kernel, null, inputs, end, overwritable, 0);
    }

    private boolean isMember(Value input, Value end) {
        return end.equals(ends.get(input.storage()));
    }

    private static Operand operand(Value input, Value reader) {
        return Objects.requireNonNull(Operand.of(input.dtype(), input.shape(), reader.shape()));
    }
}
