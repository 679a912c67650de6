package io.kindling.tensor.internal.natives;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Platform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subnormal numbers: numbers so close to zero that they lose precision, below 1.2e-38 in float32 and 2.2e-308 in
 * float64. Processors compute with them a hundred times more slowly, and training produces them: a sigmoid of -90,
 * decaying optimizer slots. So compute threads flush them to zero, as TensorFlow's do
 * ({@code tensorflow/core/platform/denormal.h}).
 */
final class FlushToZero {
    private static final Logger LOG = LoggerFactory.getLogger(FlushToZero.class);

    /** Offset of the MXCSR register in a {@code fenv_t} of x86-64, and the size of the whole. */
    private static final int MXCSR = 28;

    private static final int ENVIRONMENT_BYTES = 32;

    /** Bits of MXCSR: flush subnormal results to zero, and treat subnormal operands as zero. */
    private static final int FLUSH_TO_ZERO = 0x8000;

    private static final int DENORMALS_ARE_ZERO = 0x0040;

    /** The C library's functions that read and write the {@code fenv_t} of a thread. */
    private record Environment(Function read, Function write) {}

    private static final @Nullable Environment ENVIRONMENT = environment();

    /** Volatile, so that the compiler does not compute the result in advance. */
    private static volatile float smallestNormal = Float.MIN_NORMAL;

    private FlushToZero() {}

    /**
     * Makes this thread treat subnormal numbers as zero, in Java too, on systems where that is supported. Must be
     * called before each kernel: when the JVM itself calls Java code, as for a static initializer or by reflection, it
     * sets the processor's modes to Java's and restores them afterwards.
     */
    static void flush() {
        if (ENVIRONMENT != null && !areFlushed()) {
            Memory registers = new Memory(ENVIRONMENT_BYTES);
            Object[] arguments = {registers};
            ENVIRONMENT.read().invokeInt(arguments);
            registers.setInt(MXCSR, registers.getInt(MXCSR) | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
            ENVIRONMENT.write().invokeInt(arguments);
        }
    }

    /** Returns whether this thread treats subnormal numbers as zero. */
    static boolean areFlushed() {
        return smallestNormal / 2 == 0;
    }

    private static @Nullable Environment environment() {
        if (!Platform.isLinux() || !Platform.isIntel() || !Platform.is64Bit()) {
            return null;
        }
        try {
            return new Environment(Function.getFunction("m", "fegetenv"), Function.getFunction("m", "fesetenv"));
        } catch (LinkageError e) {
            LOG.warn(
                    "Cannot flush subnormal numbers to zero: kernels are slow on data with many of them. {}",
                    e.toString());
            return null;
        }
    }
}
