package io.kindling.driver.internal.bench;

import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The result of measuring two kernels alternately, so that other load on the machine affects both. Measures the CPU time of
 * the calling thread, the only one that kernels use.
 *
 * @param first median rate of the first kernel, in billions of operations per second
 * @param second median rate of the second kernel, in the same unit
 * @param ratio median over the rounds of first / second
 */
record PairedMeasurement(double first, double second, double ratio) {
    /** Target duration of one measurement. */
    private static final double SECONDS = 0.01;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final MemoryPool POOL = new MemoryPool();

    static PairedMeasurement run(int rounds, Kernel first, Kernel second) {
        double[] firsts = new double[rounds];
        double[] seconds = new double[rounds];
        double[] ratios = new double[rounds];
        int firstRepeats = repeats(first);
        int secondRepeats = repeats(second);
        for (int round = 0; round < rounds; round++) {
            double before = rate(second, secondRepeats);
            firsts[round] = rate(first, firstRepeats);
            seconds[round] = (before + rate(second, secondRepeats)) / 2;
            ratios[round] = firsts[round] / seconds[round];
        }
        return new PairedMeasurement(median(firsts), median(seconds), median(ratios));
    }

    /** Returns the rate of a single run, in billions of operations per second. */
    static double once(double operations, Supplier<Tensor> run) {
        return rate(new Kernel("", operations, run, () -> new double[0]), 1);
    }

    private static int repeats(Kernel kernel) {
        seconds(kernel, 2);
        return Math.max(1, (int) Math.min(10_000, SECONDS / seconds(kernel, 2)));
    }

    private static double rate(Kernel kernel, int repeats) {
        return kernel.operations() / seconds(kernel, repeats) / 1e9;
    }

    @SuppressWarnings("try") // the scope takes effect while open
    private static double seconds(Kernel kernel, int repeats) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repeats; i++) {
            try (TensorScope scope = TensorScope.open(POOL)) {
                Objects.requireNonNull(kernel.run().get());
            }
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e9 / repeats;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
