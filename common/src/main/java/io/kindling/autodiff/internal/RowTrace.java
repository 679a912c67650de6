package io.kindling.autodiff.internal;

import io.kindling.tensor.Region;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a function of a batch, on symbolic tensors, compared with those of an earlier trace. Where the earlier trace
 * had as many rows, both must be equal, constants included. Where it had fewer, the sizes and constants that differ tell what
 * depends on the number of rows, and with the {@link RowFlow} of each operation how rows entered each value.
 */
public final class RowTrace implements Tracer {
    private static final String PURE =
            ". It must not depend on the time, on Java's random numbers or on what ran before: draw"
                    + " with step.uniform, step.normal or Dropout, and pass numbers in the program's config";

    /**
     * One operation, or a use of values outside operations.
     *
     * @param constants for each input its value if it is a constant of the function, else null
     * @param sources for each input the number of the operation that computed it, or another number that tells it apart
     */
    private record Entry(
            @Nullable Op<?> op,
            Object attributes,
            List<@Nullable Tensor> constants,
            List<Integer> sources,
            Shape shape) {}

    private final @Nullable RowTrace earlier;
    private final boolean sameRows;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<TrackedValue, Tensor> placeholders = new IdentityHashMap<>();
    private final Map<Tensor, Integer> numbers = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> copies = new IdentityHashMap<>();
    private final Map<Tensor, RowUse> uses = new IdentityHashMap<>();
    private boolean diverged;

    private RowTrace(@Nullable RowTrace earlier, boolean sameRows) {
        this.earlier = earlier;
        this.sameRows = sameRows;
    }

    /** The first trace of a function. */
    public static RowTrace first() {
        return new RowTrace(null, false);
    }

    /** A trace with as many rows, which throws a {@link RowUseException} where it differs. */
    public RowTrace again() {
        return new RowTrace(this, true);
    }

    /** A trace with more rows, in which {@link Interpreter#rowUse} tells how rows entered a value. */
    public RowTrace withMoreRows() {
        return new RowTrace(this, false);
    }

    /** Runs the function. */
    @SuppressWarnings("try") // the scope is used only for its side effects
    public <T> T run(Supplier<T> function) {
        try (Tracing tracing = Interpreter.trace(this)) {
            T result = function.get();
            if (sameRows && earlier != null && earlier.entries.size() != entries.size()) {
                throw new RowUseException("Cannot repeat its result: it made " + earlier.entries.size()
                        + " operations, then " + entries.size() + PURE);
            }
            return result;
        }
    }

    /** Declares a tensor as the rows of the batch. */
    public void input(Tensor rows) {
        numbers.put(rows, number());
        uses.put(rows, RowUse.perRow(0));
    }

    private int number() {
        return numbers.size();
    }

    @Override
    public Tensor placeholder(TrackedValue variable) {
        return placeholders.computeIfAbsent(variable, v -> {
            Tensor tensor = Tensor.symbolic(v.dtype(), v.shape());
            numbers.put(tensor, number());
            uses.put(tensor, RowUse.NONE);
            return tensor;
        });
    }

    @Override
    public void onCall(OpCall<?> call) {
        Entry entry =
                add(call.op(), attributes(call), call.inputs(), call.output().shape());
        numbers.put(call.output(), number());
        if (earlier != null && !sameRows) {
            uses.put(call.output(), use(call, entry));
        }
    }

    /** The attributes that change what is computed: not those of a view, whose shape tells all. */
    private static Object attributes(OpCall<?> call) {
        return call.op().lowering() instanceof Lowering.SameElements<?> ? Op.None.NONE : call.attributes();
    }

    private Entry add(@Nullable Op<?> op, Object attributes, List<Tensor> inputs, Shape shape) {
        List<@Nullable Tensor> constants = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        for (Tensor input : inputs) {
            constants.add(input.isSymbolic() ? null : copies.computeIfAbsent(input, RowTrace::copy));
            sources.add(input.isSymbolic() ? numbers.computeIfAbsent(input, same -> number()) : -1);
        }
        Entry entry = new Entry(op, attributes, constants, sources, shape);
        Entry before = before(entries.size());
        entries.add(entry);
        if (sameRows) {
            requireSame(before, entry);
        }
        return entry;
    }

    /** Copies a tensor, which may belong to a scope that ends before the trace does. */
    private static Tensor copy(Tensor constant) {
        return constant.shape().size() == 0 ? constant : TensorScope.withoutScope(new Region(constant)::copy);
    }

    private @Nullable Entry before(int index) {
        return earlier == null || index >= earlier.entries.size() ? null : earlier.entries.get(index);
    }

    private static void requireSame(@Nullable Entry before, Entry entry) {
        String operation = entry.op() == null ? "a result" : "operation '" + entry.op() + "'";
        if (before == null
                || !Objects.equals(before.op(), entry.op())
                || !before.attributes().equals(entry.attributes())
                || !before.sources().equals(entry.sources())
                || !before.shape().equals(entry.shape())) {
            throw new RowUseException("Cannot repeat " + operation + ": 20 ms before, it was another one" + PURE);
        }
        for (int i = 0; i < entry.constants().size(); i++) {
            Tensor constant = entry.constants().get(i);
            Tensor other = before.constants().get(i);
            if (constant != null && (other == null || !isEqual(constant, other))) {
                throw new RowUseException("Cannot repeat " + operation + ": its constant is " + constant
                        + ", but 20 ms before it was " + other + PURE);
            }
        }
    }

    private static boolean isEqual(Tensor a, Tensor b) {
        return a.dtype() == b.dtype()
                && a.shape().equals(b.shape())
                && a.buffer().equals(b.buffer());
    }

    private <A> RowUse use(OpCall<A> call, Entry entry) {
        Entry before = before(entries.size() - 1);
        diverged |= before == null
                || !Objects.equals(before.op(), entry.op())
                || before.sources().size() != entry.sources().size()
                || before.shape().rank() != entry.shape().rank();
        if (diverged || before == null) {
            return RowUse.other(-1);
        }
        List<RowFlow.Operand> operands = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            Tensor input = call.input(i);
            operands.add(new RowFlow.Operand(
                    useOf(input, entry.constants().get(i), before.constants().get(i)), input.shape()));
        }
        List<Integer> rowAxes = differing(before.shape(), entry.shape());
        boolean attributesDiffer = !before.attributes().equals(entry.attributes());
        boolean sizesDiffer = !rowAxes.isEmpty() || operands.stream().anyMatch(operand -> operand.axis() >= 0);
        return attributesDiffer && !sizesDiffer
                ? RowUse.other(-1)
                : call.op().flow().of(call.attributes(), operands, entry.shape(), rowAxes);
    }

    private RowUse useOf(Tensor input, @Nullable Tensor constant, @Nullable Tensor before) {
        RowUse known = uses.get(input);
        if (known != null) {
            return known;
        }
        return constant == null || before == null ? RowUse.other(-1) : useOfConstant(before, constant);
    }

    /** A constant with a row axis must be the same for each row: a shard does not know which rows of the batch it has. */
    private static RowUse useOfConstant(Tensor before, Tensor constant) {
        if (before.shape().rank() != constant.shape().rank()) {
            return RowUse.other(-1);
        }
        List<Integer> rowAxes = differing(before.shape(), constant.shape());
        if (rowAxes.isEmpty()) {
            boolean isZero = constant.shape().size() == 1 && constant.item() == 0;
            return !isEqual(before, constant) ? RowUse.other(-1) : isZero ? RowUse.ZERO : RowUse.NONE;
        }
        int axis = rowAxes.get(0);
        if (rowAxes.size() > 1) {
            return RowUse.other(-1);
        }
        int elements = axis == 0 ? Math.toIntExact(constant.shape().dropFirst(1).size()) : 1;
        boolean uniform = isUniform(constant, elements)
                && isUniform(before, elements)
                && unit(constant, elements).equals(unit(before, elements));
        return uniform ? RowUse.perRow(axis) : RowUse.other(axis);
    }

    /** Whether all groups of this many elements are equal. */
    private static boolean isUniform(Tensor tensor, int elements) {
        ByteBuffer bytes = tensor.buffer();
        int unit = elements * tensor.dtype().bytes();
        return bytes.remaining() <= unit
                || bytes.slice(0, bytes.remaining() - unit).equals(bytes.slice(unit, bytes.remaining() - unit));
    }

    private static ByteBuffer unit(Tensor tensor, int elements) {
        return tensor.buffer()
                .slice(
                        0,
                        Math.min(
                                tensor.buffer().remaining(),
                                elements * tensor.dtype().bytes()));
    }

    private static List<Integer> differing(Shape one, Shape other) {
        return IntStream.range(0, one.rank())
                .filter(axis -> one.dim(axis) != other.dim(axis))
                .boxed()
                .toList();
    }

    /** For metrics, whose states are sums over rows. */
    @Override
    public void whenComputed(List<Tensor> values, List<? extends TrackedValue> updated, Consumer<List<Tensor>> action) {
        for (Tensor value : values) {
            RowUse use = rowUse(value);
            if (use != null && updated.isEmpty() && !use.isPerRow()) {
                throw new RowUseException("Cannot update a metric with values of shape " + value.shape() + ": "
                        + use.description() + ". A metric takes values of each row, such as those of"
                        + " lossFn.perExample(labels, predictions)");
            }
        }
    }

    @Override
    public @Nullable RowUse rowUse(Tensor value) {
        Entry entry = add(null, Op.None.NONE, List.of(value), Shape.SCALAR);
        Entry before = before(entries.size() - 1);
        if (earlier == null || sameRows) {
            return null;
        }
        diverged |= before == null || before.op() != null;
        return diverged || before == null
                ? RowUse.other(-1)
                : useOf(value, entry.constants().get(0), before.constants().get(0));
    }

    @Override
    public void perShard(Tensor value) {
        uses.computeIfPresent(value, (same, use) -> use.axis() >= 0 ? RowUse.perRow(use.axis()) : RowUse.NONE);
    }
}
