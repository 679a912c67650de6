package io.kindling.tensor;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Every kernel runs on the one thread that calls it: two threads change the bits of full sums and filter gradients.
 * Cores are filled by shards instead. No environment variable is needed for that, and none changes it.
 *
 * <p>A thread that has computed takes subnormal numbers (float32 below 1.2e-38) for zero from then on, in Java too.
 */
public final class ComputeThread {
    private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(ComputeThread::prepared);

    private ComputeThread() {}

    /** Sets this thread's native libraries to one thread, and its processor to take subnormal numbers for zero. Before each kernel. */
    public static void prepare() {
        PREPARED.get();
        Subnormals.flush();
    }

    /** The threads that a kernel called from here would use: 1. */
    public static int kernelThreads() {
        return Collections.max(threadsByLibrary().values());
    }

    /** The threads that each native library says it would use for a kernel called from here. */
    public static SortedMap<String, Integer> threadsByLibrary() {
        prepare();
        return measure();
    }

    /** Whether kernels called from here take subnormal numbers for zero: true, but for systems where we cannot have it. */
    public static boolean flushesSubnormals() {
        prepare();
        return Subnormals.areFlushed();
    }

    private static boolean prepared() {
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

    /** The settings that hold for all threads. */
    private static final class ProcessWide {
        /** Places of two fields, as ints, in the native object behind ND4J's environment. */
        private static final int MAX_THREADS = 5;

        private static final int MAX_MASTER_THREADS = 6;

        private static boolean done;

        static synchronized void useOneThread() {
            if (!done) {
                Nd4j.getEnvironment().setMaxMasterThreads(1);
                // After ND4J, which sets it from the environment when it starts.
                openblas_nolapack.blas_set_num_threads(1);
                setMaxThreads();
                done = true;
            }
        }

        /**
         * Full reductions are split by this number whatever the other settings, and the library's setter of it is empty:
         * it is read from OMP_NUM_THREADS when the library loads. So it is written in place, if it is found there.
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
