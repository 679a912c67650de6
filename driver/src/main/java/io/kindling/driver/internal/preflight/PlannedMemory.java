package io.kindling.driver.internal.preflight;

import io.kindling.program.BuiltProgram;
import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.PhaseCounts;
import io.kindling.program.internal.replica.ProgramMemory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The off-heap memory of a replica, planned on a thread of its own. That runs the code of phases: if it throws or does not end,
 * the memory is not known, and the first step says why.
 *
 * @param triedPhases whether the code of all phases ran without throwing
 * @param replicaBytes what a replica needs; 0 if that is not known
 */
record PlannedMemory(boolean triedPhases, long replicaBytes) {
    static final PlannedMemory UNKNOWN = new PlannedMemory(false, 0);

    private static PlannedMemory of(ProgramSpec spec) {
        PhaseCounts.tryPhases(BuiltProgram.of(spec));
        return new PlannedMemory(true, ProgramMemory.of(spec).replicaBytes());
    }

    /** Plans a program; gives up after the limit. */
    static PlannedMemory within(Duration limit, ProgramSpec spec) {
        FutureTask<PlannedMemory> planning = new FutureTask<>(() -> of(spec));
        Thread thread = new Thread(planning, "kindling-planned-memory");
        thread.setDaemon(true);
        thread.start();
        try {
            return planning.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException thrown) {
            return UNKNOWN;
        } catch (TimeoutException endless) {
            planning.cancel(true);
            return UNKNOWN;
        } catch (InterruptedException interrupted) {
            planning.cancel(true);
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
