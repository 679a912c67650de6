package io.kindling.driver.internal.preflight;

import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.ProgramMemory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The off-heap memory of a replica, planned on a thread of its own. Planning runs the code of phases: if it throws or does not
 * end, the memory is not known, and the first step says why.
 */
final class PlannedMemory {
    private final FutureTask<Long> bytes;

    private PlannedMemory(FutureTask<Long> bytes) {
        this.bytes = bytes;
    }

    static PlannedMemory start(ProgramSpec spec) {
        FutureTask<Long> bytes = new FutureTask<>(() -> ProgramMemory.of(spec).replicaBytes());
        Thread thread = new Thread(bytes, "kindling-planned-memory");
        thread.setDaemon(true);
        thread.start();
        return new PlannedMemory(bytes);
    }

    /** Returns what a replica needs; 0 if that is not known within the limit. */
    long replicaBytes(Duration limit) {
        try {
            return bytes.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException thrown) {
            return 0;
        } catch (TimeoutException endless) {
            bytes.cancel(true);
            return 0;
        } catch (InterruptedException interrupted) {
            bytes.cancel(true);
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
