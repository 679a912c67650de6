package io.kindling.worker.internal.machine;

import io.kindling.io.internal.Json;
import io.kindling.program.internal.replica.PhaseCounts;
import io.kindling.worker.internal.Replicas;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/**
 * The {@link ProcessReport} of the executor that runs the task, as JSON. The task builds a replica of the program, which the
 * first step then finds, runs its phases with shapes only, and probes the rows. It does not fail: what it cannot do is in the
 * report.
 */
public final class InspectProcess implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;

    private final String programJson;
    private final boolean triesPhases;
    private final List<RowProbe> rows;

    /** @param triesPhases whether to run the code of phases: the driver could */
    public InspectProcess(String programJson, boolean triesPhases, List<RowProbe> rows) {
        this.programJson = programJson;
        this.triesPhases = triesPhases;
        this.rows = List.copyOf(rows);
    }

    @Override
    public String call(Integer task) {
        ProcessReport report = ProcessReport.here(SparkEnv.get().executorId());
        // Without the libraries, nothing can be built; the reason is known.
        String program = report.failures().natives().isEmpty() ? Tried.failure(this::build) : "";
        return Json.compact(report.withFailures(program, Tried.failure(() -> rows.forEach(RowProbe::read)))
                .asConfig());
    }

    private void build() {
        Replicas.with(programJson, replica -> {
            if (triesPhases) {
                PhaseCounts.tryPhases(replica.program());
            }
            return true;
        });
    }
}
