package io.kindling.tensor;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Platform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers so near zero that they have lost digits: below 1.2e-38 in float32, 2.2e-308 in float64. A processor computes
 * with them a hundred times slower, and a network comes by them: a sigmoid of -90, slots that decay. So threads that
 * compute take them for zero, as TensorFlow's do ({@code tensorflow/core/platform/denormal.h}).
 */
final class Subnormals {
    private static final Logger LOG = LoggerFactory.getLogger(Subnormals.class);

    /** In a {@code fenv_t} of x86-64: where the MXCSR register's copy is, and how long the whole is. */
    private static final int MXCSR = 28;

    private static final int ENVIRONMENT_BYTES = 32;

    /** Bits of MXCSR: results that are subnormal become zero, and so do operands. */
    private static final int FLUSH_TO_ZERO = 0x8000;

    private static final int DENORMALS_ARE_ZERO = 0x0040;

    /** The C library's functions that read and write a thread's {@code fenv_t}. */
    private record Environment(Function read, Function write) {}

    private static final @Nullable Environment ENVIRONMENT = environment();

    /** A field, so that no compiler computes with it ahead. */
    private static volatile float smallestNormal = Float.MIN_NORMAL;

    private Subnormals() {}

    /**
     * Takes them for zero on this thread, in Java too; where the system is one that we know how to tell. To be called
     * before each kernel: where the JVM itself calls Java, as it does for a static initializer and for reflection, it sets
     * the processor as Java wants it, and sets it back afterwards.
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

    /** Whether this thread takes them for zero. */
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
            LOG.warn("Cannot take subnormal numbers for zero: kernels are slow where there are many. {}", e.toString());
            return null;
        }
    }
}
