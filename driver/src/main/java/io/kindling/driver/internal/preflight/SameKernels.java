package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.ClusterException;
import io.kindling.worker.internal.machine.ProcessReport;
import io.kindling.worker.internal.machine.ProcessReport.Kernels;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All processes compute with the same libraries and instruction sets, else bits of the weights depend on where shards are
 * computed. The driver's are those that checkpoints record.
 */
final class SameKernels implements PreflightCheck {
    /** The instruction sets that oneDNN can be limited to, the oldest first. */
    private static final List<String> INSTRUCTION_SETS = List.of(
            "sse41",
            "avx",
            "avx2",
            "avx2_vnni",
            "avx512_core",
            "avx512_core_vnni",
            "avx512_core_bf16",
            "avx512_core_amx");

    private static final String LIMIT = "DNNL_MAX_CPU_ISA";

    @Override
    public void require(PreflightFacts facts) {
        ProcessReport driver = facts.driver();
        facts.executors().stream()
                .map(PreflightFacts.Executor::report)
                .filter(executor -> !executor.kernels().equals(driver.kernels()))
                .findFirst()
                .ifPresent(other -> {
                    throw new ClusterException("Cannot train on processes that compute differently: "
                            + text(other.kernels()) + " on "
                            + facts.named(
                                    executor -> executor.report().kernels().equals(other.kernels()))
                            + ", " + text(driver.kernels())
                            + " in the driver. The last bits of the weights would depend on where shards are computed. "
                            + common(facts)
                                    .map(SameKernels::limited)
                                    .orElse("Use the same kindling.kernels and the same jars.")
                            + " --no-preflight trains anyway.");
                });
    }

    private static String text(List<Kernels> kernels) {
        return kernels.stream()
                .map(library -> library.name() + " " + library.version() + " (" + library.instructionSet() + ")")
                .collect(Collectors.joining(" and "));
    }

    private static String limited(String common) {
        return "Set --conf spark.executorEnv." + LIMIT + "=" + common + ", and " + LIMIT + "=" + common
                + " in the environment of the driver.";
    }

    /** The newest instruction set that all have; empty if they differ in something else, or it is not known. */
    private static Optional<String> common(PreflightFacts facts) {
        List<List<Kernels>> all =
                facts.processes().map(ProcessReport::kernels).distinct().toList();
        boolean sameLibraries =
                all.stream().map(SameKernels::libraries).distinct().count() == 1;
        List<Integer> sets = all.stream()
                .map(kernels -> INSTRUCTION_SETS.indexOf(kernels.get(0).instructionSet()))
                .toList();
        return sameLibraries && !sets.contains(-1)
                ? sets.stream()
                        .min(Comparator.naturalOrder())
                        .map(oldest -> INSTRUCTION_SETS.get(oldest).toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    private static List<String> libraries(List<Kernels> kernels) {
        return kernels.stream()
                .map(library -> library.name() + " " + library.version())
                .toList();
    }
}
