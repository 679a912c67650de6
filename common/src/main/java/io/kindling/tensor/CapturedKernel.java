package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The prepared kernel behind a function of tensors, taken out of it instead of being run: a plan then runs it on memory of
 * its own. So what an operation computes with eagerly is what a plan computes with.
 *
 * @param inputs of the kernel, in its order: some of the tensors that the function was given
 * @param sizes what it was prepared for
 */
public record CapturedKernel(PreparedKernel kernel, List<Tensor> inputs, Object sizes) {
    private static final ThreadLocal<@Nullable Attempt> CURRENT = new ThreadLocal<>();

    /** What a function has asked for while its kernel is looked for. */
    private static final class Attempt {
        private final List<CapturedKernel> kernels = new ArrayList<>();
        private @Nullable Tensor output;
    }

    /**
     * The kernel of a function of symbolic tensors, where one kernel gives all of its result; empty where it does more, or
     * reads what its arguments hold.
     */
    public static Optional<CapturedKernel> of(Supplier<Tensor> function) {
        Attempt attempt = new Attempt();
        CURRENT.set(attempt);
        try {
            Tensor output = function.get();
            return attempt.kernels.size() == 1 && attempt.output == output
                    ? Optional.of(attempt.kernels.get(0))
                    : Optional.empty();
        } catch (IllegalStateException readsSymbolic) {
            return Optional.empty();
        } finally {
            CURRENT.remove();
        }
    }

    /** The kernel that also does what follows, with the bias as its last input; empty where there is none. */
    public Optional<PreparedKernel> with(Epilogue epilogue) {
        if (sizes instanceof MatrixProduct.Sizes product && !product.adds()) {
            return Optional.of(MatMul.prepare(
                    product.rows(),
                    product.inner(),
                    product.columns(),
                    product.transposeA(),
                    product.transposeB(),
                    epilogue));
        }
        return sizes instanceof ConvolutionSizes convolution
                        && convolution.kind() != ConvolutionSizes.Kind.FILTER_GRADIENT
                ? Optional.of(Convolve.prepare(convolution, epilogue))
                : Optional.empty();
    }

    /**
     * The kernel that takes from another what both would compute, to be run after it in each run of a plan, its first inputs
     * being all of the other's; empty where there is none.
     */
    public Optional<PreparedKernel> after(CapturedKernel earlier) {
        return Logits.prepareAfter(earlier, this);
    }

    /** Multiplications and additions of a product or convolution; 0 for other kernels. */
    public double operations() {
        if (sizes instanceof MatrixProduct.Sizes product) {
            return 2.0 * product.rows() * product.inner() * product.columns();
        }
        return sizes instanceof ConvolutionSizes convolution
                ? 2.0
                        * convolution.outcome().size()
                        * convolution.window().area()
                        * convolution.inputs()
                        / convolution.groups()
                : 0;
    }

    static boolean isWanted() {
        return CURRENT.get() != null;
    }

    /** Keeps a kernel that would now be run; the result stands for what it would write. */
    static Tensor take(PreparedKernel kernel, Object sizes, DType dtype, Shape shape, Tensor... inputs) {
        Attempt attempt = java.util.Objects.requireNonNull(CURRENT.get());
        attempt.kernels.add(new CapturedKernel(kernel, List.of(inputs), sizes));
        Tensor output = Tensor.symbolic(dtype, shape);
        attempt.output = output;
        return output;
    }
}
