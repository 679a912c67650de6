package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.KernelDescription;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Pointwise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of elementwise functions computed in one pass over memory by a fused kernel. Values are numbered: first
 * the operands, then the results of the steps. The result of the last step is the result of the chain.
 *
 * @param operands the inputs
 * @param steps in an order in which each step follows its inputs
 * @param dtype of the result: float32, bool or uint8
 * @param shape of the result
 */
public record PointwiseChain(List<Operand> operands, List<Step> steps, DType dtype, Shape shape) {
    /** How the elements of an operand map to the elements of the result, in row-major order. */
    public enum Broadcast {
        /** One element for each result element. */
        NONE,
        /** One element for all result elements. */
        SCALAR,
        /** The operand, {@code period} elements long, repeats. */
        TILED,
        /** Each element serves {@code period} consecutive result elements. */
        REPEATED_EACH
    }

    /**
     * An input of the kernel.
     *
     * @param dtype float32, bool or uint8
     * @param broadcast how its elements map to the result
     * @param period the period of the {@link Broadcast}; 1 if it has none
     */
    public record Operand(DType dtype, Broadcast broadcast, int period) {
        /** Returns the operand that broadcasts one shape to another; null if no {@link Broadcast} describes it. */
        public static @Nullable Operand of(DType dtype, Shape from, Shape to) {
            if (from.size() == to.size()) {
                return new Operand(dtype, Broadcast.NONE, 1);
            }
            if (from.size() == 1) {
                return new Operand(dtype, Broadcast.SCALAR, 1);
            }
            int last = to.rank();
            int[] dims = new int[last];
            for (int axis = 0; axis < last; axis++) {
                int own = axis - (last - from.rank());
                dims[axis] = own < 0 ? 1 : from.dim(own);
            }
            int ones = 0;
            while (dims[ones] == 1 && ones < last) {
                ones++;
            }
            if (matches(dims, to, ones, last)) {
                return new Operand(dtype, Broadcast.TILED, Math.toIntExact(from.size()));
            }
            int end = last;
            while (end > 0 && dims[end - 1] == 1) {
                end--;
            }
            return matches(dims, to, 0, end)
                    ? new Operand(dtype, Broadcast.REPEATED_EACH, Math.toIntExact(to.size() / from.size()))
                    : null;
        }

        private static boolean matches(int[] dims, Shape to, int from, int end) {
            for (int axis = from; axis < end; axis++) {
                if (dims[axis] != to.dim(axis)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A function applied to values that are already computed. */
    public record Step(Pointwise function, List<Integer> inputs) {
        public Step {
            inputs = List.copyOf(inputs);
        }
    }

    public PointwiseChain {
        operands = List.copyOf(operands);
        steps = List.copyOf(steps);
    }

    /** Returns whether a chain can hold elements of this type. */
    public static boolean supports(DType dtype) {
        return dtype == DType.FLOAT32 || dtype == DType.BOOL || dtype == DType.UINT8;
    }

    /** Returns a chain of one function of tensors that broadcast to a shape; null if a chain cannot read them. */
    static @Nullable PointwiseChain of(Pointwise function, DType dtype, Shape shape, Tensor... inputs) {
        List<Operand> operands = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (Tensor input : inputs) {
            Operand operand = supports(input.dtype()) ? Operand.of(input.dtype(), input.shape(), shape) : null;
            if (operand == null) {
                return null;
            }
            numbers.add(operands.size());
            operands.add(operand);
        }
        return new PointwiseChain(operands, List.of(new Step(function, numbers)), dtype, shape);
    }

    /** Describes the kernel that computes this chain. */
    public KernelDescription description() {
        return new KernelDescription(this, this::prepare);
    }

    /** Returns a kernel for the thread that calls this. */
    public PreparedKernel prepare() {
        ScaledBytes bytes = ScaledBytes.of(this);
        return bytes != null ? bytes : new FusedPointwise(this);
    }

    /** Returns the functions in order, for example {@code multiply(in0, in1); relu(%0)}. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            lines.add(step.function()
                    + step.inputs().stream()
                            .map(i -> i < operands.size() ? "in" + i : "%" + (i - operands.size()))
                            .toList()
                            .toString()
                            .replace('[', '(')
                            .replace(']', ')'));
        }
        return String.join("; ", lines);
    }
}
