package io.kindling.compile.internal;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.KernelDescription;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.CapturedKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The instructions for values that an operation's own kernel computes. If the only reader of a product or convolution adds
 * a bias, and the only reader of that sum is a rectifier, the kernel does both before it stores its result. The gradient of
 * a cross-entropy reuses the softmax of its loss kernel, if that kernel kept all of it.
 */
final class Kernels {
    /** A captured kernel that is not fused, and how it was prepared. */
    private record Unfused(CapturedKernel captured, PreparedKernel kernel) {}

    private final Map<Value, Instruction> instructions = new HashMap<>();
    /** Kernels that are not fused, by the values that store their inputs. */
    private final Map<List<Value>, Unfused> kernels = new HashMap<>();

    private final SharedKernels.OfPlan shared;
    private final Set<Value> absorbed = new HashSet<>();
    private final Function<Value, Optional<Value>> onlyReader;

    /**
     * @param needed all values, in order
     * @param onlyReader maps a value to its reader, if it has exactly one
     * @param shared prepares the kernels
     */
    Kernels(List<Value> needed, Function<Value, Optional<Value>> onlyReader, SharedKernels.OfPlan shared) {
        this.shared = shared;
        this.onlyReader = onlyReader;
        for (Value value : needed) {
            if (value.source() instanceof Value.Computed computed) {
                add(value, computed);
            }
        }
    }

    /** Returns the instruction that computes a value; null if no kernel computes it. */
    @Nullable
    Instruction of(Value value) {
        return instructions.get(value);
    }

    /** Returns true if a kernel computes a value, or fuses it, so that no chain computes it. */
    boolean computes(Value value) {
        return instructions.containsKey(value) || absorbed.contains(value);
    }

    private void add(Value value, Value.Computed computed) {
        List<Tensor> symbolic = computed.inputs().stream()
                .map(input -> Tensor.symbolic(input.dtype(), input.shape()))
                .toList();
        Optional<CapturedKernel> captured =
                CapturedKernel.of(() -> computed.kernel().apply(symbolic));
        List<Value> inputs = new ArrayList<>();
        if (captured.isPresent()) {
            for (Tensor input : captured.get().inputs()) {
                for (int i = 0; i < symbolic.size(); i++) {
                    if (isSame(symbolic.get(i), input)) {
                        inputs.add(computed.inputs().get(i));
                        break;
                    }
                }
            }
        }
        if (captured.isEmpty() || inputs.size() != captured.get().inputs().size()) {
            PreparedKernel calling = PreparedKernel.calling(computed.kernel());
            instructions.put(
                    value,
                    new Instruction(
                            computed.name() + " (eager)", calling, null, computed.inputs(), value, List.of(), 0));
        } else if (!fuses(value, computed, captured.get(), inputs)) {
            List<Value> storage = inputs.stream().map(Value::storage).toList();
            Optional<KernelDescription> sharing = sharing(captured.get(), storage);
            PreparedKernel kernel = shared.take(sharing.orElse(captured.get().description()));
            instructions.put(
                    value,
                    new Instruction(
                            computed.name() + (sharing.isPresent() ? " (shared softmax)" : ""),
                            kernel,
                            null,
                            inputs,
                            value,
                            List.of(),
                            captured.get().operations()));
            kernels.putIfAbsent(storage, new Unfused(captured.get(), kernel));
        }
    }

    /** Returns a variant of the kernel that reuses results of an earlier kernel with the same first inputs. */
    private Optional<KernelDescription> sharing(CapturedKernel kernel, List<Value> storage) {
        for (int inputs = storage.size(); inputs > 0; inputs--) {
            Unfused earlier = kernels.get(storage.subList(0, inputs));
            Optional<KernelDescription> sharing =
                    earlier == null ? Optional.empty() : kernel.after(earlier.captured(), earlier.kernel());
            if (sharing.isPresent()) {
                return sharing;
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("ReferenceEquality") // tensors are compared by identity
    private static boolean isSame(Tensor a, Tensor b) {
        return a == b;
    }

    private boolean fuses(Value value, Value.Computed computed, CapturedKernel kernel, List<Value> inputs) {
        Value sum = onlyReader.apply(value).orElse(null);
        Value bias = sum == null ? null : biasOf(value, sum);
        if (sum == null || bias == null) {
            return false;
        }
        Value end = sum;
        Epilogue epilogue = Epilogue.BIAS;
        Optional<Value> reader = onlyReader.apply(sum);
        if (reader.isPresent() && reader.get().source() instanceof Value.Elementwise next) {
            Epilogue rectified = rectified(next.function());
            if (rectified != null) {
                end = reader.get();
                epilogue = rectified;
            }
        }
        Optional<KernelDescription> fused = kernel.with(epilogue);
        if (fused.isEmpty()) {
            return false;
        }
        List<Value> all = new ArrayList<>(inputs);
        all.add(bias);
        absorbed.add(value);
        absorbed.add(sum);
        String name = computed.name() + " + bias"
                + (epilogue.activation() == Epilogue.Activation.NONE
                        ? ""
                        : " + " + ((Value.Elementwise) end.source()).function());
        PreparedKernel prepared = shared.take(fused.get());
        instructions.put(end, new Instruction(name, prepared, null, all, end, List.of(), kernel.operations()));
        return true;
    }

    /** Returns the bias that a sum adds to a value along its last axis; null if the sum is not of that form. */
    private static @Nullable Value biasOf(Value value, Value sum) {
        if (!(sum.source() instanceof Value.Elementwise add)
                || add.function() != Pointwise.ADD
                || !add.inputs().get(0).equals(value)
                || value.dtype() != DType.FLOAT32) {
            return null;
        }
        Value bias = add.inputs().get(1);
        boolean alongLast = bias.shape().rank() == 1
                && bias.shape().dim(0) == value.shape().dim(-1)
                && bias.splat().isEmpty();
        return alongLast && sum.shape().equals(value.shape()) ? bias : null;
    }

    private static @Nullable Epilogue rectified(Pointwise function) {
        if (function == Pointwise.RELU) {
            return Epilogue.BIAS.then(Epilogue.Activation.RELU);
        }
        return function instanceof Pointwise.LeakyRelu leaky ? Epilogue.BIAS.thenLeakyRelu(leaky.slope()) : null;
    }
}
