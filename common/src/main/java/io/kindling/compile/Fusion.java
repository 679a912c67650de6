package io.kindling.compile;

import io.kindling.tensor.DType;
import io.kindling.tensor.PointwiseChain;
import io.kindling.tensor.PointwiseChain.Operand;
import io.kindling.tensor.PointwiseChain.Spread;
import io.kindling.tensor.PointwiseChain.Step;
import io.kindling.tensor.PreparedKernel;
import java.util.ArrayList;
import java.util.Collections;
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
 * Makes instructions of the values that are needed. An elementwise value that only elementwise values of one chain read is
 * computed within that chain, and never stands in memory.
 */
final class Fusion {
    /** Longer chains need more arrays than fast memory has. */
    private static final int MOST_STEPS = 24;

    private final List<Value> needed;
    private final Map<Value, List<Value>> readers = new HashMap<>();
    private final Set<Value> kept;
    /** For each elementwise value the last one of its chain. */
    private final Map<Value, Value> ends = new HashMap<>();

    private final Kernels kernels;
    /** For each end, the values of its chain in the order of the trace. */
    private final Map<Value, List<Value>> chains = new HashMap<>();

    private Fusion(List<Value> roots) {
        this.needed = needed(roots);
        this.kept = new HashSet<>();
        roots.forEach(root -> kept.add(root.held()));
        for (Value value : needed) {
            for (Value input : value.source().inputs()) {
                readers.computeIfAbsent(input, v -> new ArrayList<>()).add(value);
            }
        }
        this.kernels = new Kernels(needed, this::onlyReader);
    }

    private Optional<Value> onlyReader(Value value) {
        List<Value> all = readers.getOrDefault(value, List.of());
        return all.size() == 1 && !kept.contains(value) ? Optional.of(all.get(0)) : Optional.empty();
    }

    /** The instructions that compute these values, in order. */
    static List<Instruction> instructions(List<Value> roots) {
        Fusion fusion = new Fusion(roots);
        fusion.join();
        return fusion.emit();
    }

    private static List<Value> needed(List<Value> roots) {
        Set<Value> reached = new TreeSet<>(java.util.Comparator.comparingInt(Value::number));
        List<Value> open = new ArrayList<>(roots);
        while (!open.isEmpty()) {
            Value value = open.remove(open.size() - 1);
            if (reached.add(value)) {
                open.addAll(value.source().inputs());
            }
        }
        return List.copyOf(reached);
    }

    private void join() {
        List<Value> backwards = new ArrayList<>(needed);
        Collections.reverse(backwards);
        for (Value value : backwards) {
            if (value.source() instanceof Value.Elementwise && !kernels.makes(value)) {
                Value end = kept.contains(value) ? value : onlyEnd(value).orElse(value);
                ends.put(value, end);
                chains.computeIfAbsent(end, e -> new ArrayList<>()).add(0, value);
            }
        }
    }

    /** The end of the one chain that all readers of a value are in, if it has room. */
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
            if (reader.source() instanceof Value.Same) {
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
                            throw new IllegalStateException("Cannot draw without a run.");
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
        Map<Value, Integer> places = new HashMap<>();
        Map<List<Object>, Integer> operandPlaces = new LinkedHashMap<>();
        List<Value> inputs = new ArrayList<>();
        List<Operand> operands = new ArrayList<>();
        for (Value member : members) {
            for (Value input : member.source().inputs()) {
                if (!isMember(input, end)) {
                    Operand operand = operand(input, member);
                    Value held = input.held();
                    operandPlaces.computeIfAbsent(List.of(held, operand), key -> {
                        inputs.add(held);
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
                                ? Objects.requireNonNull(places.get(input.held()))
                                : Objects.requireNonNull(
                                        operandPlaces.get(List.of(input.held(), operand(input, member)))));
            }
            places.put(member, operands.size() + steps.size());
            steps.add(new Step(source.function(), from));
        }
        List<Value> overwritable = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Value input = inputs.get(i);
            boolean once = Collections.frequency(inputs, input) == 1;
            if (once
                    && operands.get(i).spread() == Spread.EACH
                    && input.dtype() == end.dtype()
                    && end.dtype() == DType.FLOAT32) {
                overwritable.add(input);
            }
        }
        PointwiseChain chain = new PointwiseChain(operands, steps, end.dtype(), end.shape());
        return new Instruction(chain.toString(), chain.prepare(), null, inputs, end, overwritable, 0);
    }

    private boolean isMember(Value input, Value end) {
        return end.equals(ends.get(input.held()));
    }

    private static Operand operand(Value input, Value reader) {
        return Objects.requireNonNull(Operand.of(input.dtype(), input.shape(), reader.shape()));
    }
}
