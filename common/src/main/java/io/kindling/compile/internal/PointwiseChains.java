package io.kindling.compile.internal;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.PointwiseChain;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Rules for elementwise functions: which ones a chain can compute, and which have simpler forms. */
final class PointwiseChains {
    /** A gradient that passes unchanged where a value is positive, and scaled elsewhere. */
    record Gate(Pointwise function, Value opened, Value gradient) {}

    private PointwiseChains() {}

    /** Returns true if a chain can compute the function of these values. Bytes can only be converted. */
    static boolean fit(Pointwise function, List<Value> inputs, DType output) {
        boolean converts = function == Pointwise.COPY || function == Pointwise.IS_TRUE;
        if (output != DType.FLOAT32 && output != DType.BOOL) {
            return false;
        }
        return inputs.stream()
                .allMatch(
                        value -> PointwiseChain.supports(value.dtype()) && (converts || value.dtype() != DType.UINT8));
    }

    /** Returns the input that the function returns unchanged, as in a multiplication by 1; null if there is none. */
    static @Nullable Value simpler(Pointwise function, Shape shape, List<Value> in) {
        if (function == Pointwise.MULTIPLY) {
            return in.get(1).isSplat(1)
                    ? ofShape(in.get(0), shape)
                    : in.get(0).isSplat(1) ? ofShape(in.get(1), shape) : null;
        }
        return function == Pointwise.DIVIDE && in.get(1).isSplat(1) ? ofShape(in.get(0), shape) : null;
    }

    private static @Nullable Value ofShape(Value value, Shape shape) {
        return value.shape().equals(shape) ? value : null;
    }

    /**
     * Returns {@code where(y > 0, g, 0)}, if y is the output of a rectifier, or {@code where(y > 0, g, slope * g)} as one
     * function without a branch; null for all other functions.
     */
    static @Nullable Gate gate(Pointwise function, Shape shape, List<Value> in) {
        if (function != Pointwise.WHERE
                || !(in.get(0).source() instanceof Value.Elementwise condition)
                || condition.function() != Pointwise.GREATER
                || !condition.inputs().get(1).isSplat(0)) {
            return null;
        }
        Value opened = condition.inputs().get(0);
        Value gradient = in.get(1);
        if (!opened.shape().equals(shape) || !gradient.shape().equals(shape)) {
            return null;
        }
        // Only for a rectifier's own gradient: the gate propagates a NaN that a general where must not.
        if (in.get(2).isSplat(0)
                && opened.storage().source() instanceof Value.Elementwise rectified
                && rectified.function() == Pointwise.RELU) {
            return new Gate(Pointwise.RELU_GATE, opened, gradient);
        }
        if (in.get(2).source() instanceof Value.Elementwise part
                && part.function() == Pointwise.MULTIPLY
                && part.inputs().get(0).equals(gradient)) {
            OptionalDouble slope = part.inputs().get(1).splat();
            if (slope.isPresent() && slope.getAsDouble() > 0 && slope.getAsDouble() <= 1) {
                return new Gate(Pointwise.leakyGate((float) slope.getAsDouble()), opened, gradient);
            }
        }
        return null;
    }
}
