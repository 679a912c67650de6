package io.kindling.tensor;

import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Loops;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Random tensors and naive index arithmetic, for test oracles that are simpler than the kernels. */
public final class TensorFixtures {
    /** Every rank up to 4, sizes of 0 and 1, and one size larger than a vector register. */
    public static final List<Shape> SHAPES = List.of(
            Shape.SCALAR,
            Shape.of(1),
            Shape.of(0),
            Shape.of(7),
            Shape.of(67),
            Shape.of(1, 1),
            Shape.of(3, 5),
            Shape.of(0, 4),
            Shape.of(4, 0),
            Shape.of(1, 9),
            Shape.of(33, 1),
            Shape.of(2, 3, 4),
            Shape.of(2, 0, 3),
            Shape.of(5, 1, 17),
            Shape.of(2, 3, 4, 5));

    public static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

    private TensorFixtures() {}

    public static SplittableRandom random() {
        return new SplittableRandom(20240501);
    }

    /** Runs a kernel in a workspace that is initially filled with NaN, and returns its output. */
    public static Tensor run(PreparedKernel kernel, Shape result, Tensor... inputs) {
        Tensor out = Memory.allocate(DType.FLOAT32, result);
        Tensor workspace = Memory.allocate(DType.UINT8, Shape.of((int) kernel.workspaceBytes()));
        Memory.fill(workspace, 0xff);
        try {
            kernel.run(inputs, out, workspace);
        } finally {
            Reference.reachabilityFence(inputs);
            Reference.reachabilityFence(workspace);
        }
        return out;
    }

    /**
     * Returns random values of a type: floating ones in (-3, 3), integers from -9 to 9, bytes from 0 to 255, so that
     * ties and zeros occur.
     */
    public static Tensor tensor(DType dtype, Shape shape, SplittableRandom random) {
        int size = Math.toIntExact(shape.size());
        int[] dims = shape.dims();
        return switch (dtype) {
            case FLOAT32, FLOAT64 ->
                Loops.tensor(dtype, shape, random.doubles(size, -3, 3).toArray());
            case INT32 -> Tensor.of(random.ints(size, -9, 10).toArray(), dims);
            case INT64 -> Tensor.of(random.longs(size, -9, 10).toArray(), dims);
            case UINT8 -> {
                byte[] values = new byte[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (byte) random.nextInt(0, 256);
                }
                yield Tensor.of(values, dims);
            }
            case BOOL -> {
                boolean[] values = new boolean[size];
                for (int i = 0; i < size; i++) {
                    values[i] = random.nextBoolean();
                }
                yield Tensor.of(values, dims);
            }
        };
    }

    /** Calls the body with every index of a shape, in row-major order; the array is reused. */
    public static void forEachIndex(Shape shape, Consumer<int[]> body) {
        int[] index = new int[shape.rank()];
        for (long i = 0; i < shape.size(); i++) {
            body.accept(index);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.dim(axis); axis--) {
                index[axis] = 0;
            }
        }
    }

    /** Returns the row-major offset of an index. */
    public static int place(Shape shape, int... index) {
        int place = 0;
        for (int axis = 0; axis < index.length; axis++) {
            place = place * shape.dim(axis) + index[axis];
        }
        return place;
    }

    /** Returns the element that broadcasting puts at an index of a larger shape. */
    public static double at(double[] values, Shape shape, int[] index) {
        int added = index.length - shape.rank();
        int[] own = new int[shape.rank()];
        Arrays.setAll(own, axis -> shape.dim(axis) == 1 ? 0 : index[axis + added]);
        return values[place(shape, own)];
    }

    /** Returns the elements computed by a naive rule, in row-major order. */
    public static double[] expected(Shape shape, ToDoubleFunction<int[]> rule) {
        double[] values = new double[Math.toIntExact(shape.size())];
        int[] next = {0};
        forEachIndex(shape, index -> values[next[0]++] = rule.applyAsDouble(index));
        return values;
    }
}
