package io.kindling.driver.internal.preflight;

import io.kindling.KindlingException;
import io.kindling.driver.internal.preflight.PreflightFacts.Executor;
import io.kindling.driver.internal.preflight.PreflightFacts.Needs;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.io.internal.Json;
import io.kindling.program.BuiltProgram;
import io.kindling.program.StrategyKind;
import io.kindling.worker.internal.machine.InspectProcess;
import io.kindling.worker.internal.machine.ProcessReport;
import io.kindling.worker.internal.machine.RowProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Finds out before the first step what would make a run on Spark fail, or give other bits. If this process computes, only
 * settings are checked: nothing differs from it.
 *
 * @param spark the session
 * @param strategy the strategy that was chosen
 * @param notes receives one-line messages for the user
 */
public record Preflight(JavaSparkContext spark, StrategyKind strategy, Consumer<String> notes) {
    /** The setting of a session whose executors are not to be checked, also an option of the command line. */
    public static final String OFF = "spark.kindling.no-preflight";

    /** The first that fails is reported: what explains others comes first. */
    private static final List<PreflightCheck> CHECKS = List.of(
            new ResultSize(),
            new ContainerMemory.Check(),
            new SameVersions(),
            new LoadedNatives(),
            new TensorMemory(),
            new BuiltPrograms(),
            new ReadableRows(),
            new SameKernels());

    /** Executors answer in about a second, unless their slots are taken, or they have yet to fetch jars. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /**
     * Checks everything.
     *
     * @param training the rows to train on, possibly none
     * @param validation the rows to evaluate, possibly none
     * @throws KindlingException if the run cannot work; the message says where, why, and what to change
     */
    public void require(BuiltProgram program, RowSource training, RowSource validation) {
        SparkMaster master = SparkMaster.of(spark.master());
        boolean isHere = master.isThisProcess();
        PlannedMemory planned = isHere ? PlannedMemory.UNKNOWN : PlannedMemory.within(LIMIT, program.spec());
        Needs needs = new Needs(shards(program), planned.replicaBytes(), resultBytes(program, training));
        // First what settings alone show: executors without enough memory might not live to answer.
        require(master, needs, List.of());
        if (!isHere) {
            List<RowProbe> probes = List.of(training, validation).stream()
                    .filter(rows -> rows.count() > 0)
                    .map(rows -> rows.probe(master))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            InspectProcess inspection =
                    new InspectProcess(Json.compact(program.spec().asConfig()), planned.triedPhases(), probes);
            require(
                    master,
                    needs,
                    new ExecutorSurvey(spark, LIMIT, notes).of(program.spec().className(), inspection));
        }
    }

    private void require(SparkMaster master, Needs needs, List<Executor> executors) {
        PreflightFacts facts =
                new PreflightFacts(master, spark.getConf(), needs, ProcessReport.here("driver"), executors);
        CHECKS.forEach(check -> check.require(facts));
    }

    private static int shards(BuiltProgram program) {
        return program.spec().shards();
    }

    /** The gradients of the largest phase, of all shards, if they are results of tasks. */
    private long resultBytes(BuiltProgram program, RowSource training) {
        if (strategy != StrategyKind.BROADCAST || training.count() == 0) {
            return 0;
        }
        long largest = program.phases().stream()
                .mapToLong(phase -> (long) Float.BYTES * program.layout(phase).size())
                .max()
                .orElse(0);
        return Math.multiplyExact(largest, shards(program));
    }
}
