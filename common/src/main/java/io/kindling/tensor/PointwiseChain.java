package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the elements at one place, one after the other, as one pass over memory: what a fused kernel computes.
 * Values are numbered, the operands first, then what the steps make; the last step's is the result.
 *
 * @param operands what is read
 * @param steps in an order in which each finds its inputs
 * @param dtype of the result: float32, bool or uint8
 * @param shape of the result
 */
public record PointwiseChain(List<Operand> operands, List<Step> steps, DType dtype, Shape shape) {
    /** How an operand's elements are spread over the places of the result, in row-major order. */
    public enum Spread {
        /** An element a place. */
        EACH,
        /** One element for all places. */
        ONE,
        /** As many elements as the period, again and again. */
        REPEATED,
        /** An element for as many consecutive places as the period. */
        STRETCHED
    }

    /**
     * An input of the kernel.
     *
     * @param dtype float32, bool or uint8
     * @param spread how its elements are spread
     * @param period how many places {@link Spread} speaks of; 1 where it speaks of none
     */
    public record Operand(DType dtype, Spread spread, int period) {
        /** How a tensor of a shape broadcasts to another; null where it is in none of these ways. */
        public static @Nullable Operand of(DType dtype, Shape from, Shape to) {
            if (from.size() == to.size()) {
                return new Operand(dtype, Spread.EACH, 1);
            }
            if (from.size() == 1) {
                return new Operand(dtype, Spread.ONE, 1);
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
                return new Operand(dtype, Spread.REPEATED, Math.toIntExact(from.size()));
            }
            int end = last;
            while (end > 0 && dims[end - 1] == 1) {
                end--;
            }
            return matches(dims, to, 0, end)
                    ? new Operand(dtype, Spread.STRETCHED, Math.toIntExact(to.size() / from.size()))
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

    /** A function of values made before. */
    public record Step(Pointwise function, List<Integer> inputs) {
        public Step {
            inputs = List.copyOf(inputs);
        }
    }

    public PointwiseChain {
        operands = List.copyOf(operands);
        steps = List.copyOf(steps);
    }

    /** True for the types whose elements a chain can hold. */
    public static boolean holds(DType dtype) {
        return dtype == DType.FLOAT32 || dtype == DType.BOOL || dtype == DType.UINT8;
    }

    /** One function of tensors that broadcast to a shape; null where no chain can read them. */
    static @Nullable PointwiseChain of(Pointwise function, DType dtype, Shape shape, Tensor... inputs) {
        List<Operand> operands = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (Tensor input : inputs) {
            Operand operand = holds(input.dtype()) ? Operand.of(input.dtype(), input.shape(), shape) : null;
            if (operand == null) {
                return null;
            }
            numbers.add(operands.size());
            operands.add(operand);
        }
        return new PointwiseChain(operands, List.of(new Step(function, numbers)), dtype, shape);
    }

    /** The kernel, for the thread that will run it. */
    public PreparedKernel prepare() {
        ScaledBytes bytes = ScaledBytes.of(this);
        return bytes != null ? bytes : new FusedPointwise(this);
    }

    /** The functions in their order: {@code multiply(a, b); relu(%1)}. */
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
