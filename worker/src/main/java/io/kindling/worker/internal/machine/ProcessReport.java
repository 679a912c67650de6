package io.kindling.worker.internal.machine;

import io.kindling.config.Config;
import io.kindling.tensor.internal.natives.KernelLibrary;
import io.kindling.tensor.internal.natives.NativeMemory;
import java.util.List;

/**
 * What one process tells of itself before the first step.
 *
 * @param id {@code driver}, or an executor's id
 * @param kernels the native libraries that compute; none if they do not load
 * @param failures what the process cannot do
 */
public record ProcessReport(
        String id, String host, Versions versions, List<Kernels> kernels, Memory memory, Failures failures) {
    /** The versions of what a process runs with. */
    public record Versions(int java, String spark, String kindling) {}

    /** A native library, and the newest instruction set that it uses. */
    public record Kernels(String name, String version, String instructionSet) {}

    /**
     * Limits of memory.
     *
     * @param heapBytes the largest Java heap
     * @param tensorBytes what tensors may take outside it; 0 if there is no limit
     * @param totalBytes the memory of the container, or of the machine if there is none; 0 if that is not known
     */
    public record Memory(long heapBytes, long tensorBytes, long totalBytes) {}

    /**
     * Why a process cannot do something; empty if it can, or if that was not tried.
     *
     * @param natives why the native libraries do not load
     * @param program why the program cannot be built
     * @param rows why the rows cannot be read
     */
    public record Failures(String natives, String program, String rows) {
        static final Failures NONE = new Failures("", "", "");
    }

    public ProcessReport {
        kernels = List.copyOf(kernels);
    }

    /** The report of this process, which tries neither a program nor rows. */
    public static ProcessReport here(String id) {
        String natives = Tried.failure(KernelLibrary::loaded);
        return new ProcessReport(
                id,
                Machine.host(),
                new Versions(
                        Machine.runtimeVersion(), org.apache.spark.package$.MODULE$.SPARK_VERSION(), Version.NUMBER),
                natives.isEmpty()
                        ? KernelLibrary.loaded().stream()
                                .map(library ->
                                        new Kernels(library.name(), library.version(), library.instructionSet()))
                                .toList()
                        : List.of(),
                new Memory(
                        Runtime.getRuntime().maxMemory(),
                        natives.isEmpty() ? NativeMemory.limits().tensorBytes() : 0,
                        Machine.totalBytes()),
                new Failures(natives, "", ""));
    }

    /** This report with what else the process cannot do. */
    ProcessReport withFailures(String program, String rows) {
        return new ProcessReport(id, host, versions, kernels, memory, new Failures(failures.natives(), program, rows));
    }

    Config asConfig() {
        return Config.of(
                "id", id,
                "host", host,
                "java", versions.java(),
                "spark", versions.spark(),
                "kindling", versions.kindling(),
                "kernels",
                        kernels.stream()
                                .map(library -> Config.of(
                                        "name", library.name(),
                                        "version", library.version(),
                                        "instruction_set", library.instructionSet()))
                                .toList(),
                "heap_bytes", memory.heapBytes(),
                "tensor_bytes", memory.tensorBytes(),
                "total_bytes", memory.totalBytes(),
                "natives", failures.natives(),
                "program", failures.program(),
                "rows", failures.rows());
    }

    /** The report that a process sent. */
    public static ProcessReport from(Config config) {
        return new ProcessReport(
                config.string("id"),
                config.string("host"),
                new Versions(config.integer("java"), config.string("spark"), config.string("kindling")),
                config.configs("kernels").stream()
                        .map(library -> new Kernels(
                                library.string("name"), library.string("version"), library.string("instruction_set")))
                        .toList(),
                new Memory(
                        config.longInteger("heap_bytes"),
                        config.longInteger("tensor_bytes"),
                        config.longInteger("total_bytes")),
                new Failures(config.string("natives"), config.string("program"), config.string("rows")));
    }
}
