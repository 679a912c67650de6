package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Loops;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.natives.ComputeThread;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.LeakyReLU;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Floor;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels that compute each output element from the input elements at the same position, with NumPy's broadcasting. */
public final class Elementwise {
    /** Integers read per block. */
    private static final int INTEGER_BLOCK = 512;

    private Elementwise() {}

    public static Tensor add(Tensor a, Tensor b) {
        return pairwise("add", a, b, a.dtype());
    }

    public static Tensor subtract(Tensor a, Tensor b) {
        return pairwise("subtract", a, b, a.dtype());
    }

    public static Tensor multiply(Tensor a, Tensor b) {
        return pairwise("multiply", a, b, a.dtype());
    }

    /** Floating types only, because native integer division by 0 would kill the process. */
    public static Tensor divide(Tensor a, Tensor b) {
        return pairwise("divide", a, b, a.dtype());
    }

    /** Returns NaN where either operand is NaN. Computed in Java because ND4J would return the other operand. */
    public static Tensor maximum(Tensor a, Tensor b) {
        return a.dtype().isFloating()
                ? inJava(Pointwise.MAXIMUM, a, b, Math::max, Math::max)
                : pairwise("maximum", a, b, a.dtype());
    }

    /** Returns NaN where either operand is NaN. */
    public static Tensor minimum(Tensor a, Tensor b) {
        return a.dtype().isFloating()
                ? inJava(Pointwise.MINIMUM, a, b, Math::min, Math::min)
                : pairwise("minimum", a, b, a.dtype());
    }

    /** Floating types only. */
    public static Tensor pow(Tensor a, Tensor b) {
        return inJava(Pointwise.POW, a, b, (x, y) -> (float) Math.pow(x, y), Math::pow);
    }

    public static Tensor equal(Tensor a, Tensor b) {
        if (!a.dtype().isFloating() && a.shape().equals(b.shape()) && a.shape().size() > 0) {
            return PreparedKernels.run(new IntegerEqual(a.shape()), IntegerEqual::prepare, DType.BOOL, a.shape(), a, b);
        }
        return compare("equals", a, b);
    }

    public static Tensor greater(Tensor a, Tensor b) {
        return compare("greater", a, b);
    }

    public static Tensor greaterEqual(Tensor a, Tensor b) {
        return compare("greater_equal", a, b);
    }

    /** Booleans only. */
    public static Tensor and(Tensor a, Tensor b) {
        return cast(minimum(cast(a, DType.UINT8), cast(b, DType.UINT8)), DType.BOOL);
    }

    /** Booleans only. */
    public static Tensor or(Tensor a, Tensor b) {
        return cast(maximum(cast(a, DType.UINT8), cast(b, DType.UINT8)), DType.BOOL);
    }

    public static Tensor negate(Tensor x) {
        return unary(x, Negative::new);
    }

    public static Tensor abs(Tensor x) {
        return unary(x, Abs::new);
    }

    public static Tensor sign(Tensor x) {
        return unary(x, Sign::new);
    }

    public static Tensor exp(Tensor x) {
        return inJava(Pointwise.EXP, x, it -> unary(it, Exp::new));
    }

    public static Tensor log(Tensor x) {
        return inJava(Pointwise.LOG, x, it -> unary(it, Log::new));
    }

    /** Computed in Java because ND4J takes the logarithm of the rounded {@code 1 + x}. */
    public static Tensor log1p(Tensor x) {
        return Loops.map(x, Math::log1p);
    }

    /** Computed in Java because ND4J subtracts 1 from the rounded {@code exp(x)}. */
    public static Tensor expm1(Tensor x) {
        return inJava(Pointwise.EXPM1, x, it -> Loops.map(it, Math::expm1));
    }

    public static Tensor sqrt(Tensor x) {
        return inJava(Pointwise.SQRT, x, it -> unary(it, Sqrt::new));
    }

    public static Tensor tanh(Tensor x) {
        return inJava(Pointwise.TANH, x, it -> unary(it, Tanh::new));
    }

    public static Tensor sigmoid(Tensor x) {
        return inJava(Pointwise.SIGMOID, x, it -> unary(it, Sigmoid::new));
    }

    /** {@code x} where x is not negative, else {@code slope * x}. */
    public static Tensor leakyRelu(Tensor x, double slope) {
        if (slope > 0 && slope <= 1) {
            return inJava(
                    Pointwise.leakyRelu((float) slope),
                    x,
                    it -> pairwise("maximum", it, multiply(it, Tensor.scalar(it.dtype(), slope)), it.dtype()));
        }
        return unary(x, (from, to) -> new LeakyReLU(from, to, slope));
    }

    public static Tensor erf(Tensor x) {
        return unary(x, Erf::new);
    }

    /** {@code log(1 + exp(x))}. Computed in Java because ND4J's version overflows. */
    public static Tensor softplus(Tensor x) {
        return inJava(
                Pointwise.SOFTPLUS, x, it -> Loops.map(it, v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)))));
    }

    public static Tensor floor(Tensor x) {
        return unary(x, Floor::new);
    }

    /** Rounds to the nearest integer, halves to even. Computed in Java because ND4J rounds halves away from 0. */
    public static Tensor round(Tensor x) {
        return Loops.map(x, Math::rint);
    }

    /** Converts each element to another type; a floating number becomes true if it is not 0. */
    public static Tensor cast(Tensor x, DType dtype) {
        if (x.shape().size() > 0 && dtype == DType.FLOAT32 && (x.dtype() == DType.UINT8 || x.dtype() == DType.BOOL)) {
            return chain(Pointwise.COPY, dtype, x.shape(), x);
        }
        if (x.shape().size() > 0 && !x.dtype().isFloating() && !dtype.isFloating() && dtype != DType.BOOL) {
            return PreparedKernels.run(new IntegerCast(x.shape(), dtype), IntegerCast::prepare, dtype, x.shape(), x);
        }
        Tensor out = Memory.allocate(dtype, x.shape());
        if (x.shape().size() > 0) {
            ComputeThread.prepare();
            out.array().assign(x.array());
        }
        return out;
    }

    /**
     * Computes float32 with the function that compiled plans use, so that the bits agree; other types with
     * {@code others}.
     */
    private static Tensor inJava(Pointwise function, Tensor x, UnaryOperator<Tensor> others) {
        return x.dtype() == DType.FLOAT32 && x.shape().size() > 0
                ? chain(function, DType.FLOAT32, x.shape(), x)
                : others.apply(x);
    }

    private static Tensor inJava(
            Pointwise function,
            Tensor a,
            Tensor b,
            Pairwise.FloatBinaryOperator ofFloats,
            DoubleBinaryOperator ofDoubles) {
        Shape shape = Shape.broadcast(a.shape(), b.shape());
        PointwiseChain chain = a.dtype() == DType.FLOAT32 && shape.size() > 0
                ? PointwiseChain.of(function, DType.FLOAT32, shape, a, b)
                : null;
        return chain != null
                ? PreparedKernels.run(chain, PointwiseChain::prepare, DType.FLOAT32, shape, a, b)
                : Pairwise.apply(a, b, ofFloats, ofDoubles);
    }

    /** Runs one function over operands that a chain can read. */
    private static Tensor chain(Pointwise function, DType dtype, Shape shape, Tensor... inputs) {
        PointwiseChain chain = Objects.requireNonNull(PointwiseChain.of(function, dtype, shape, inputs));
        return PreparedKernels.run(chain, PointwiseChain::prepare, dtype, shape, inputs);
    }

    /** A conversion between integer or boolean types, to a type other than bool. */
    private record IntegerCast(Shape shape, DType dtype) {
        PreparedKernel prepare() {
            int size = Math.toIntExact(shape.size());
            long[] values = new long[Math.min(size, INTEGER_BLOCK)];
            return new JavaKernel(1, (in, out) -> {
                for (int from = 0; from < size; from += values.length) {
                    int count = Math.min(values.length, size - from);
                    in[0].readLongs(from, values, count);
                    out.writeLongs(from, values, count);
                }
            });
        }
    }

    /** An elementwise comparison of integers for equality. */
    private record IntegerEqual(Shape shape) {
        PreparedKernel prepare() {
            int size = Math.toIntExact(shape.size());
            long[] left = new long[Math.min(size, INTEGER_BLOCK)];
            long[] right = new long[left.length];
            return new JavaKernel(2, (in, out) -> {
                for (int from = 0; from < size; from += left.length) {
                    int count = Math.min(left.length, size - from);
                    in[0].readLongs(from, left, count);
                    in[1].readLongs(from, right, count);
                    for (int i = 0; i < count; i++) {
                        left[i] = left[i] == right[i] ? 1 : 0;
                    }
                    out.writeLongs(from, left, count);
                }
            });
        }
    }

    /** Compares elements; booleans are compared as bytes because ND4J's comparison of booleans is wrong. */
    private static Tensor compare(String name, Tensor a, Tensor b) {
        return a.dtype() == DType.BOOL
                ? pairwise(name, cast(a, DType.UINT8), cast(b, DType.UINT8), DType.BOOL)
                : pairwise(name, a, b, DType.BOOL);
    }

    private static Tensor pairwise(String name, Tensor a, Tensor b, DType dtype) {
        Shape shape = Shape.broadcast(a.shape(), b.shape());
        Tensor out = Memory.allocate(dtype, shape);
        if (shape.size() > 0) {
            Nd4jCall.run(name, out, new Tensor[] {ofRank(shape.rank(), a), ofRank(shape.rank(), b)});
        }
        return out;
    }

    /** Adds leading axes of size 1: ND4J takes (1, 1) for a scalar, and so gives the sum with (3,) the shape (3,). */
    private static Tensor ofRank(int rank, Tensor x) {
        if (x.shape().rank() == rank || x.shape().rank() == 0) {
            return x;
        }
        Shape longer = x.shape();
        while (longer.rank() < rank) {
            longer = longer.prepend(1);
        }
        return Arrange.reshape(x, longer);
    }

    private static Tensor unary(Tensor x, BiFunction<INDArray, INDArray, Op> op) {
        Tensor out = Memory.allocate(x.dtype(), x.shape());
        if (x.shape().size() > 0) {
            ComputeThread.prepare();
            Nd4j.getExecutioner().exec(op.apply(x.array(), out.array()));
        }
        return out;
    }
}
