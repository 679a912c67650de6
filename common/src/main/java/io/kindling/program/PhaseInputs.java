package io.kindling.program;

import io.kindling.compile.Plan;
import io.kindling.compile.PlanMemory;
import io.kindling.data.Batch;
import io.kindling.data.ShardBatches;
import java.lang.ref.WeakReference;

/**
 * The inputs of a phase's plan: a shard's rows of a batch. They may be written before the plan is asked to run, and stand
 * there until any plan uses the same memory.
 */
final class PhaseInputs {
    private final Plan plan;
    private final PlanMemory memory;
    private final boolean labelled;
    private final boolean weighted;

    /** What was written last, and when; the rows are held weakly, as whoever computes may outlive them. */
    private WeakReference<ShardBatches> source = new WeakReference<>(null);

    private int epoch;
    private int batch;
    private long uses;

    /** @param like a batch like those to be written */
    PhaseInputs(Plan plan, PlanMemory memory, Batch like) {
        this.plan = plan;
        this.memory = memory;
        this.labelled = like.hasLabels();
        this.weighted = like.weights().isPresent();
    }

    /** Writes the rows of a call's batch, unless they stand there. */
    void write(PhaseCall call, ShardBatches from) {
        if (stand(call, from)) {
            return;
        }
        from.copy(
                call.epoch(),
                call.batch(),
                plan.input(0),
                labelled ? plan.input(1) : null,
                weighted ? plan.input(2) : null);
        if (!source.refersTo(from)) {
            source = new WeakReference<>(from);
        }
        epoch = call.epoch();
        batch = call.batch();
        uses = memory.uses();
    }

    private boolean stand(PhaseCall call, ShardBatches from) {
        return uses == memory.uses() && epoch == call.epoch() && batch == call.batch() && source.refersTo(from);
    }
}
