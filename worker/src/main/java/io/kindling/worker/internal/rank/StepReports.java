package io.kindling.worker.internal.rank;

import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.protocol.ToDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Collects completed steps, and reports several at once: each message takes time of a core. */
final class StepReports {
    private static final long INTERVAL_NANOS = 10_000_000;

    private final BiConsumer<ToDriver, List<CompletedStep>> driver;
    private List<CompletedStep> steps = new ArrayList<>();
    private @Nullable ToDriver last;
    private long reported;

    /** @param driver receives the protocol's message about the last of some steps, and the steps */
    StepReports(BiConsumer<ToDriver, List<CompletedStep>> driver) {
        this.driver = driver;
    }

    /** Adds a step, and reports if it is time. */
    void add(ToDriver done, CompletedStep step) {
        steps.add(step);
        last = done;
        if (System.nanoTime() - reported > INTERVAL_NANOS) {
            report();
        }
    }

    /** Reports the steps that are not reported. */
    void report() {
        ToDriver message = last;
        if (message != null && !steps.isEmpty()) {
            driver.accept(message, steps);
            steps = new ArrayList<>();
            reported = System.nanoTime();
        }
    }

    /** Forgets the steps that are not reported: their session is over. */
    void clear() {
        steps.clear();
    }
}
