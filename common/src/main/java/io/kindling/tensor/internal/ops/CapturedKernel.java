package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.KernelDescription;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.onednn.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kernel that a function of tensors would run, captured instead of run. A compiled plan prepares it and runs it on its
 * own memory, so eager and compiled execution use the same kernels.
 *
 * @param inputs of the kernel, in its order: some of the function's arguments
 */
public record CapturedKernel(KernelDescription description, List<Tensor> inputs) {
    private static final ThreadLocal<@Nullable Capture> CURRENT = new ThreadLocal<>();

    /** The sizes of a kernel that is fused with an epilogue. */
    private record Fused(Object sizes, Epilogue epilogue) {}

    /** The kernels captured so far during one call of a function. */
    private static final class Capture {
        private final List<CapturedKernel> kernels = new ArrayList<>();
        private @Nullable Tensor output;
    }

    /**
     * Returns the kernel of a function of symbolic tensors if a single kernel computes its whole result. Empty if the
     * function runs several kernels or reads the values of its arguments.
     */
    public static Optional<CapturedKernel> of(Supplier<Tensor> function) {
        Capture capture = new Capture();
        CURRENT.set(capture);
        try {
            Tensor output = function.get();
            return capture.kernels.size() == 1 && capture.output == output
                    ? Optional.of(capture.kernels.get(0))
                    : Optional.empty();
        } catch (IllegalStateException readOfSymbolicTensor) {
            return Optional.empty();
        } finally {
            CURRENT.remove();
        }
    }

    /** Returns this kernel fused with an epilogue, the bias being its last input; empty if it cannot be fused. */
    public Optional<KernelDescription> with(Epilogue epilogue) {
        Fused fused = new Fused(description.sizes(), epilogue);
        if (description.sizes() instanceof MatrixProduct.Sizes product && !product.adds()) {
            return Optional.of(new KernelDescription(
                    fused,
                    () -> MatMul.prepare(
                            product.rows(),
                            product.inner(),
                            product.columns(),
                            product.transposeA(),
                            product.transposeB(),
                            epilogue)));
        }
        return description.sizes() instanceof ConvolutionSizes convolution
                        && convolution.kind() != ConvolutionSizes.Kind.FILTER_GRADIENT
                ? Optional.of(new KernelDescription(fused, () -> Convolve.prepare(convolution, epilogue)))
                : Optional.empty();
    }

    /**
     * Returns a variant of this kernel that reuses intermediate results of an earlier kernel and runs after it in each
     * run of a plan; empty if there is none. The first inputs of the variant must be all inputs of the earlier kernel.
     *
     * @param prepared the kernel that the plan runs for the earlier one
     */
    public Optional<KernelDescription> after(CapturedKernel earlier, PreparedKernel prepared) {
        return Crossentropies.after(earlier.description.sizes(), prepared, description.sizes());
    }

    /** Returns the floating-point operations of a matrix product or convolution; 0 for other kernels. */
    public double operations() {
        if (description.sizes() instanceof MatrixProduct.Sizes product) {
            return 2.0 * product.rows() * product.inner() * product.columns();
        }
        return description.sizes() instanceof ConvolutionSizes convolution
                ? 2.0
                        * convolution.output().size()
                        * convolution.window().area()
                        * convolution.inputs()
                        / convolution.groups()
                : 0;
    }

    static boolean isCapturing() {
        return CURRENT.get() != null;
    }

    /** Captures a kernel instead of running it, and returns a symbolic tensor for its output. */
    static Tensor capture(KernelDescription description, DType dtype, Shape shape, Tensor... inputs) {
        Capture capture = Objects.requireNonNull(CURRENT.get());
        capture.kernels.add(new CapturedKernel(description, List.of(inputs)));
        Tensor output = Tensor.symbolic(dtype, shape);
        capture.output = output;
        return output;
    }
}
