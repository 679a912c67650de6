package io.kindling.worker.internal.machine;

import io.kindling.config.Config;
import io.kindling.tensor.internal.natives.ComputeThread;
import io.kindling.tensor.internal.natives.KernelLibrary;
import io.kindling.tensor.internal.natives.NativeMemory;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Describes what computes in this process: versions, the native libraries that are loaded, their threads, the memory limits. */
public final class Machine {
    private Machine() {}

    /** @param id the name of the process: {@code driver}, or an executor's id */
    public static Config describe(String id) {
        Runtime runtime = Runtime.getRuntime();
        NativeMemory memory = NativeMemory.limits();
        return Config.of(
                "id", id,
                "host", host(),
                "jdk", System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                "java", runtimeVersion(),
                "spark", org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                "kindling", Version.NUMBER,
                "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                "cores", runtime.availableProcessors(),
                "kernel_threads", ComputeThread.kernelThreads(),
                "flushes_subnormals", ComputeThread.flushesSubnormals(),
                "libraries",
                        KernelLibrary.loaded().stream().map(Machine::library).toList(),
                "heap_bytes", runtime.maxMemory(),
                "tensor_bytes", memory.tensorBytes(),
                "process_bytes", memory.processBytes(),
                "total_bytes", totalBytes());
    }

    private static Config library(KernelLibrary library) {
        return Config.of(
                "name", library.name(),
                "version", library.version(),
                "instruction_set", library.instructionSet(),
                "threads", library.threads(),
                "computes", library.computes());
    }

    /** The version of Java, such as 17. */
    static int runtimeVersion() {
        return Runtime.version().feature();
    }

    /** The memory of the container, or of the machine if there is none: the JVM knows it. 0 if it does not. */
    static long totalBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
