package io.kindling.tensor.internal.natives;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Restricts kernels to the thread that calls them, because with two threads the bits of full sums and filter gradients
 * change. Shards fill the cores instead. No environment variable is needed, and none changes this.
 *
 * <p>A thread that has run a kernel treats subnormal numbers (float32 below 1.2e-38) as zero from then on, in Java too.
 */
public final class ComputeThread {
    private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(ComputeThread::configure);

    private ComputeThread() {}

    /**
     * Sets the native libraries to one thread and this thread's processor to flush subnormal numbers to zero. Must be
     * called before each kernel.
     */
    public static void prepare() {
        PREPARED.get();
        FlushToZero.flush();
    }

    /** Returns the number of threads that a kernel called from this thread would use: 1. */
    public static int kernelThreads() {
        return Collections.max(threadsByLibrary().values());
    }

    /** Returns the number of threads that each native library reports for a kernel called from this thread. */
    public static SortedMap<String, Integer> threadsByLibrary() {
        prepare();
        return measure();
    }

    /**
     * Returns whether kernels called from this thread treat subnormal numbers as zero: true on every supported system.
     */
    public static boolean flushesSubnormals() {
        prepare();
        return FlushToZero.areFlushed();
    }

    private static boolean configure() {
        ProcessWide.useOneThread();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        SortedMap<String, Integer> threads = measure();
        if (Collections.max(threads.values()) != 1) {
            throw new IllegalStateException("Cannot compute on one thread: the libraries would use " + threads
                    + ". Set OMP_NUM_THREADS=1 in the environment of this process.");
        }
        return true;
    }

    private static SortedMap<String, Integer> measure() {
        SortedMap<String, Integer> threads = new TreeMap<>();
        if (OneDnn.isUsable()) {
            threads.put("onednn", OneDnn.threads());
        }
        threads.put("openblas", openblas_nolapack.blas_get_num_threads());
        // The OpenMP runtime's setting belongs to the calling thread.
        threads.put("openmp", NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
        threads.put(
                "nd4j",
                Math.max(
                        Nd4j.getEnvironment().maxThreads(),
                        Nd4j.getEnvironment().maxMasterThreads()));
        return threads;
    }

    /** The process-wide settings. */
    private static final class ProcessWide {
        /** Indices of two int fields in the native object behind ND4J's environment. */
        private static final int MAX_THREADS = 5;

        private static final int MAX_MASTER_THREADS = 6;

        private static boolean done;

        static synchronized void useOneThread() {
            if (!done) {
                Nd4j.getEnvironment().setMaxMasterThreads(1);
                // Must follow ND4J's start, which sets this from the environment.
                openblas_nolapack.blas_set_num_threads(1);
                setMaxThreads();
                done = true;
            }
        }

        /**
         * Sets the number of threads that full reductions are split by. The library reads it from OMP_NUM_THREADS when
         * it loads, its setter does nothing, and no other setting affects it. So the field is overwritten in native
         * memory, if it is found where it is expected.
         */
        private static void setMaxThreads() {
            int threads = Nd4j.getEnvironment().maxThreads();
            IntPointer fields = new IntPointer(Nd4jCpu.Environment.getInstance());
            if (fields.get(MAX_THREADS) == threads && fields.get(MAX_MASTER_THREADS) == 1) {
                fields.put(MAX_THREADS, 1);
            }
        }
    }
}
