package io.kindling.tensor.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tensor.DType;
import io.kindling.tensor.ForkedJvm;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.Elementwise;
import io.kindling.tensor.internal.ops.MatMul;
import io.kindling.tensor.internal.ops.Reduce;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.NativeOpsHolder;

class ComputeThreadTest {
    @Test
    void everyThread_usesOneThreadInEveryLibrary() throws Exception {
        assertThat(ComputeThread.threadsByLibrary())
                .allSatisfy(
                        (library, threads) -> assertThat(threads).as(library).isEqualTo(1));
        assertThat(onAnotherThread(ComputeThread::kernelThreads)).isEqualTo(1);
    }

    @Test
    void kernelThreads_reportsALaterOverride() throws Exception {
        int threads = onAnotherThread(() -> {
            ComputeThread.prepare();
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(3);
            return ComputeThread.kernelThreads();
        });
        assertThat(threads).isEqualTo(3);
    }

    @Test
    void bits_doNotDependOnOmpNumThreads() throws Exception {
        String one = new ForkedJvm().environment("OMP_NUM_THREADS", "1").run(Computation.class);
        String two = new ForkedJvm().environment("OMP_NUM_THREADS", "2").run(Computation.class);
        String unset = new ForkedJvm().run(Computation.class);
        assertThat(two).isEqualTo(one);
        assertThat(unset).isEqualTo(one);
        String halfOfOutput = one.substring(0, one.length() / 2);
        assertThat(one).isEqualTo(halfOfOutput + halfOfOutput);
    }

    @Test
    void concurrentThreads_readTheSameWeightsAndGetTheSameBits() throws Exception {
        Tensor weights = Tensor.full(DType.FLOAT32, Shape.of(4, 16, 48), 0.1);
        Callable<Set<Double>> shard = () -> {
            Set<Double> sums = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                Tensor matrix = Arrange.reshape(weights, Shape.of(64, 48));
                Tensor product = MatMul.multiply(matrix, matrix, i % 2 == 0, i % 2 != 0);
                sums.add(Reduce.sum(Elementwise.tanh(product), List.of(0, 1), false)
                        .item());
            }
            return sums;
        };
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            Set<Double> expected = shard.call();
            assertThat(expected).hasSize(2);
            for (Future<Set<Double>> sums : executor.invokeAll(Collections.nCopies(4, shard))) {
                assertThat(sums.get()).isEqualTo(expected);
            }
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void everyKernel_flushesSubnormalNumbersToZero() throws Exception {
        assertThat(ComputeThread.flushesSubnormals()).isTrue();
        List<Double> results = onAnotherThread(() -> {
            Tensor subnormal = Tensor.full(DType.FLOAT32, Shape.of(16, 16), 1e-40);
            Tensor large = Tensor.full(DType.FLOAT32, Shape.of(16, 16), 1e30);
            Tensor small = Tensor.full(DType.FLOAT32, Shape.of(16, 16), 1e-20);
            Tensor negative = Tensor.full(DType.FLOAT32, Shape.of(16, 16), -90);
            return Stream.of(
                            MatMul.multiply(subnormal, large, false, false),
                            MatMul.multiply(small, small, false, false),
                            Elementwise.multiply(subnormal, large),
                            Elementwise.multiply(small, small),
                            Elementwise.sigmoid(negative),
                            Elementwise.exp(negative),
                            Reduce.sum(subnormal, List.of(1), true))
                    .map(result -> Reduce.max(result, List.of(0, 1), false).item())
                    .toList();
        });
        assertThat(results).containsOnly(0.0);
    }

    private static <T> T onAnotherThread(Callable<T> work) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            return executor.submit(work).get();
        } finally {
            executor.shutdown();
        }
    }

    /** Prints hashes of the bits of large reductions and products, computed on the main thread and on another. */
    static final class Computation {
        private Computation() {}

        public static void main(String[] args) throws Exception {
            compute();
            Thread other = new Thread(Computation::compute);
            other.start();
            other.join();
        }

        private static void compute() {
            // Comes first, because preparing the thread loads the libraries.
            System.out.println(ComputeThread.threadsByLibrary());
            Random random = new Random(42);
            float[] values = new float[1 << 20];
            double[] wide = new double[512 * 512];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            for (int i = 0; i < wide.length; i++) {
                wide[i] = random.nextGaussian();
            }
            Tensor x = Tensor.of(values, 1024, 1024);
            Tensor w = Tensor.of(wide, 512, 512);
            print("full sum", Reduce.sum(x, List.of(0, 1), false));
            print("norm", Elementwise.sqrt(Reduce.sum(Elementwise.multiply(x, x), List.of(0, 1), false)));
            print("row sums", Reduce.sum(x, List.of(1), false));
            print("column sums", Reduce.sum(x, List.of(0), false));
            print("float32 product", MatMul.multiply(x, x, false, true));
            print("float64 product", MatMul.multiply(w, w, false, true));
            print("float64 sum", Reduce.sum(w, List.of(0, 1), false));
        }

        private static void print(String name, Tensor tensor) {
            long hash = 0;
            for (double value : tensor.doubles()) {
                hash = 31 * hash + Double.doubleToRawLongBits(value);
            }
            System.out.println(name + " " + Long.toHexString(hash));
        }
    }
}
