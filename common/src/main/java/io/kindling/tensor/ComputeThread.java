package io.kindling.tensor;

import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Every kernel runs on the one thread that calls it: two threads change the bits of full sums and filter gradients.
 * Cores are filled by shards instead.
 */
public final class ComputeThread {
    private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(ComputeThread::useOneThread);

    private ComputeThread() {}

    /** Sets this thread's native libraries to one thread; does nothing when that has been done. */
    public static void prepare() {
        if (!PREPARED.get()) {
            throw new IllegalStateException("Cannot compute on one thread: the kernel library refused the setting.");
        }
    }

    /** The threads that a kernel called from here would use: 1. */
    public static int kernelThreads() {
        prepare();
        return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    }

    private static boolean useOneThread() {
        NativeOps nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
        nativeOps.setOmpNumThreads(1);
        org.bytedeco.openblas.presets.openblas.blas_set_num_threads(1);
        return nativeOps.ompGetMaxThreads() == 1;
    }
}
