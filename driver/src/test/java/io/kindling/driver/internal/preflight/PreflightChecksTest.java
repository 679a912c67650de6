package io.kindling.driver.internal.preflight;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.preflight.PreflightFacts.Executor;
import io.kindling.driver.internal.preflight.PreflightFacts.Needs;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.ProgramException;
import io.kindling.worker.internal.machine.ProcessReport;
import io.kindling.worker.internal.machine.ProcessReport.Failures;
import io.kindling.worker.internal.machine.ProcessReport.Kernels;
import io.kindling.worker.internal.machine.ProcessReport.Memory;
import io.kindling.worker.internal.machine.ProcessReport.Versions;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/**
 * The checks, on reports that no process sent.
 *
 * @see SameVersions
 * @see LoadedNatives
 * @see TensorMemory
 * @see ResultSize
 * @see BuiltPrograms
 * @see ReadableRows
 * @see SameKernels
 */
class PreflightChecksTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final Versions VERSIONS = new Versions(17, "4.2.0", "1.0");
    private static final Memory MEMORY = new Memory(1024 * MEBIBYTE, 64 * MEBIBYTE, 4096 * MEBIBYTE);
    private static final Failures NONE = new Failures("", "", "");
    private static final ProcessReport DRIVER = report("driver", VERSIONS, "avx512_core", MEMORY, NONE);
    private static final Executor SOUND = executor(VERSIONS, "avx512_core", MEMORY, NONE);

    private static ProcessReport report(
            String id, Versions versions, String instructionSet, Memory memory, Failures failures) {
        return new ProcessReport(
                id,
                "host-" + id,
                versions,
                List.of(new Kernels("oneDNN", "2.5.2", instructionSet), new Kernels("ND4J", "1.0", "x86-64")),
                memory,
                failures);
    }

    private static Executor executor(Versions versions, String instructionSet, Memory memory, Failures failures) {
        return new Executor(report("7", versions, instructionSet, memory, failures), 2);
    }

    private static PreflightFacts facts(SparkConf conf, Needs needs, Executor... executors) {
        return new PreflightFacts(SparkMaster.of("spark://host:7077"), conf, needs, DRIVER, List.of(executors));
    }

    private static PreflightFacts facts(Executor... executors) {
        return facts(new SparkConf(false), new Needs(4, MEBIBYTE, 0), executors);
    }

    private static void assertRefused(PreflightCheck check, PreflightFacts facts, Class<?> exception, String... parts) {
        assertThatThrownBy(() -> check.require(facts)).isInstanceOf(exception).hasMessageContainingAll(parts);
    }

    @Test
    void soundExecutors_passEachCheck() {
        for (PreflightCheck check : List.of(
                new SameVersions(),
                new LoadedNatives(),
                new TensorMemory(),
                new ResultSize(),
                new ContainerMemory.Check(),
                new BuiltPrograms(),
                new ReadableRows(),
                new SameKernels())) {
            assertThatCode(() -> check.require(facts(SOUND, SOUND))).doesNotThrowAnyException();
            assertThatCode(() -> check.require(facts())).doesNotThrowAnyException();
        }
    }

    @Test
    void otherVersions_areRefused() {
        Executor newer = executor(new Versions(21, "4.2.0", "1.0"), "avx512_core", MEMORY, NONE);
        assertRefused(
                new SameVersions(),
                facts(SOUND, newer, newer, newer),
                ClusterException.class,
                "Cannot train with different versions of Java: 21 on executor 7 on host-7 and 2 others, 17 in the driver.",
                "spark.executorEnv.JAVA_HOME");
        assertRefused(
                new SameVersions(),
                facts(executor(new Versions(17, "4.2.0", "0.9"), "avx512_core", MEMORY, NONE)),
                ClusterException.class,
                "Kindling: 0.9 on executor 7 on host-7, 1.0 in the driver",
                "spark.executor.extraClassPath");
    }

    @Test
    void nativesThatDoNotLoad_areRefused() {
        assertRefused(
                new LoadedNatives(),
                facts(SOUND, executor(VERSIONS, "avx2", MEMORY, new Failures("no jnind4jcpu", "", ""))),
                ClusterException.class,
                "Cannot train on executor 7 on host-7: its native libraries do not load: no jnind4jcpu. ");
    }

    @Test
    void tensors_mustFitWhatTheJvmAllows() {
        assertThatCode(() ->
                        new TensorMemory().require(facts(new SparkConf(false), new Needs(4, 32 * MEBIBYTE, 0), SOUND)))
                .doesNotThrowAnyException();
        assertRefused(
                new TensorMemory(),
                facts(new SparkConf(false), new Needs(4, 33 * MEBIBYTE, 0), SOUND),
                SettingsException.class,
                "Cannot train on executor 7 on host-7: outside Java's heap, tensors may take 64 MiB there, and its 2"
                        + " concurrent tasks need about 66.",
                "-Dorg.bytedeco.javacpp.maxbytes=66m");
        // A single shard is computed by one task.
        assertThatCode(() ->
                        new TensorMemory().require(facts(new SparkConf(false), new Needs(1, 33 * MEBIBYTE, 0), SOUND)))
                .doesNotThrowAnyException();
    }

    @Test
    void heapAndTensors_mustFitTheContainer() {
        Memory small = new Memory(1024 * MEBIBYTE, 0, 1280 * MEBIBYTE);
        assertRefused(
                new TensorMemory(),
                facts(executor(VERSIONS, "avx512_core", small, NONE)),
                SettingsException.class,
                "its heap of 1024 MiB and about 258 MiB outside it are more than the 1280 MiB of its container",
                "--conf spark.executor.memory");
    }

    @Test
    void results_mustFitWhatSparkAccepts() {
        SparkConf conf = new SparkConf(false).set("spark.driver.maxResultSize", "100m");
        assertThatCode(() -> new ResultSize().require(facts(conf, new Needs(4, 0, 99 * MEBIBYTE))))
                .doesNotThrowAnyException();
        assertRefused(
                new ResultSize(),
                facts(conf, new Needs(4, 0, 100 * MEBIBYTE)),
                SettingsException.class,
                "take about 101 MiB, and Spark accepts results of 100 MiB from a job",
                "--conf spark.driver.maxResultSize=101m");
        SparkConf unlimited = new SparkConf(false).set("spark.driver.maxResultSize", "0");
        assertThatCode(() -> new ResultSize().require(facts(unlimited, new Needs(4, 0, Long.MAX_VALUE / 2))))
                .doesNotThrowAnyException();
    }

    @Test
    void whatAnExecutorCannotBuildOrRead_isRefused() {
        assertRefused(
                new BuiltPrograms(),
                facts(executor(VERSIONS, "avx512_core", MEMORY, new Failures("", "Cannot find program class A.", ""))),
                ProgramException.class,
                "Cannot train on executor 7 on host-7: Cannot find program class A. The driver can",
                "--jar");
        assertRefused(
                new ReadableRows(),
                facts(executor(
                        VERSIONS, "avx512_core", MEMORY, new Failures("", "", "Cannot read hdfs://a: no such file"))),
                DataException.class,
                "Cannot train on executor 7 on host-7: Cannot read hdfs://a: no such file. The driver can");
    }

    @Test
    void otherInstructionSet_isRefusedWithTheCommonOne() {
        assertRefused(
                new SameKernels(),
                facts(SOUND, executor(VERSIONS, "avx2", MEMORY, NONE)),
                ClusterException.class,
                "oneDNN 2.5.2 (avx2) and ND4J 1.0 (x86-64) on executor 7 on host-7, oneDNN 2.5.2 (avx512_core) and",
                "Set --conf spark.executorEnv.DNNL_MAX_CPU_ISA=AVX2, and DNNL_MAX_CPU_ISA=AVX2 in the environment of the driver",
                "--no-preflight");
        // The driver's is older.
        assertRefused(
                new SameKernels(),
                facts(executor(VERSIONS, "avx512_core_amx", MEMORY, NONE)),
                ClusterException.class,
                "DNNL_MAX_CPU_ISA=AVX512_CORE,");
    }

    @Test
    void otherLibraries_areRefused() {
        ProcessReport withoutOneDnn =
                new ProcessReport("7", "host-7", VERSIONS, List.of(new Kernels("ND4J", "1.0", "x86-64")), MEMORY, NONE);
        assertRefused(
                new SameKernels(),
                facts(new Executor(withoutOneDnn, 1)),
                ClusterException.class,
                ": ND4J 1.0 (x86-64) on executor 7 on host-7, oneDNN 2.5.2",
                "kindling.kernels");
    }
}
