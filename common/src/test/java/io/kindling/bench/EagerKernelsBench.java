package io.kindling.bench;

import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.Elementwise;
import io.kindling.tensor.internal.ops.MatMul;
import io.kindling.tensor.internal.ops.Reduce;
import io.kindling.tensor.internal.ops.Softmaxes;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the cost of one eager kernel in a training step: CPU microseconds of the calling thread, inside a scope with
 * a warm pool. Run by hand on an idle machine, as a main class on the test class path.
 */
@SuppressWarnings("try") // a scope works by being open
final class EagerKernelsBench {
    private static final int ROUNDS = 10;
    private static final int STEPS = 500;
    private static final int CALLS_A_STEP = 20;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final MemoryPool pool = new MemoryPool();

    private EagerKernelsBench() {}

    public static void main(String[] args) {
        EagerKernelsBench benchmark = new EagerKernelsBench();
        kernels()
                .forEach((name, kernel) -> System.out.printf("%-32s %8.2f us%n", name, benchmark.microseconds(kernel)));
    }

    private static Map<String, Runnable> kernels() {
        Tensor x = varied(64, 64);
        Tensor row = varied(1, 64);
        Tensor logits = varied(64, 10);
        Tensor pixels = varied(64, 784);
        Tensor weights = varied(784, 64);
        Map<String, Runnable> kernels = new LinkedHashMap<>();
        kernels.put("scalar", () -> Tensor.scalar(0.5f));
        kernels.put("zeros (784, 64)", () -> Tensor.zeros(DType.FLOAT32, weights.shape()));
        kernels.put("ones (64, 64)", () -> Tensor.ones(DType.FLOAT32, x.shape()));
        kernels.put("floats (64, 64)", x::floats);
        kernels.put("reshape (64, 64)", () -> Arrange.reshape(x, Shape.of(4096)));
        kernels.put("transpose (64, 64)", () -> Arrange.transpose(x, List.of(1, 0)));
        kernels.put("add (64, 64), (64, 64)", () -> Elementwise.add(x, x));
        kernels.put("add (64, 64), (1, 64)", () -> Elementwise.add(x, row));
        kernels.put("add (64, 64), scalar", () -> Elementwise.add(x, Tensor.scalar(0.5f)));
        kernels.put("relu (64, 64)", () -> Elementwise.maximum(Tensor.scalar(0), x));
        kernels.put("tanh (64, 64)", () -> Elementwise.tanh(x));
        kernels.put("log softmax (64, 10)", () -> Softmaxes.logSoftmax(logits));
        kernels.put("sum (64, 64)", () -> Reduce.sum(x, List.of(0, 1), false));
        kernels.put("sum (64, 64) over rows", () -> Reduce.sum(x, List.of(0), false));
        kernels.put("matmul (64, 64), (64, 64)", () -> MatMul.multiply(x, x, false, false));
        kernels.put("matmul (64, 784), (784, 64)", () -> MatMul.multiply(pixels, weights, false, false));
        kernels.put("matmul (64, 784)', (64, 64)", () -> MatMul.multiply(pixels, x, true, false));
        return kernels;
    }

    private static Tensor varied(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return Tensor.of(values, rows, columns);
    }

    /** Returns the CPU time per call in the median round. */
    private double microseconds(Runnable kernel) {
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int step = 0; step < STEPS; step++) {
                try (TensorScope scope = TensorScope.open(pool)) {
                    for (int call = 0; call < CALLS_A_STEP; call++) {
                        kernel.run();
                    }
                }
            }
            rounds[round] = (threads.getCurrentThreadCpuTime() - before) / 1e3 / (STEPS * CALLS_A_STEP);
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }
}
