package io.kindling.program.internal.replica;

import io.kindling.compile.internal.Plan;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.Batch;
import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import java.lang.ref.WeakReference;

/**
 * The inputs of a phase's plan: a shard's rows of a batch. They may be written before the plan runs, and are valid until
 * another plan uses the same memory.
 */
final class PhaseInputs {
    private final Plan plan;
    private final PlanMemory memory;
    private final boolean labelled;
    private final boolean weighted;

    /** The rows that were written last. A weak reference, because a replica may outlive the rows. */
    private WeakReference<ShardBatches> source = new WeakReference<>(null);

    private int epoch;
    private int batch;
    private long version;

    /** @param like a batch with the same columns as those to be written */
    PhaseInputs(Plan plan, PlanMemory memory, Batch like) {
        this.plan = plan;
        this.memory = memory;
        this.labelled = like.hasLabels();
        this.weighted = like.weights().isPresent();
    }

    /** Writes the rows of a call's batch, unless they are in memory already. */
    void write(PhaseCall call, ShardBatches from) {
        if (isWritten(call, from)) {
            return;
        }
        from.copy(
                call.epoch(),
                call.batch(),
                plan.input(0),
                labelled ? plan.input(1) : null,
                weighted ? plan.input(labelled ? 2 : 1) : null);
        if (!source.refersTo(from)) {
            source = new WeakReference<>(from);
        }
        epoch = call.epoch();
        batch = call.batch();
        version = memory.version();
    }

    private boolean isWritten(PhaseCall call, ShardBatches from) {
        return version == memory.version() && epoch == call.epoch() && batch == call.batch() && source.refersTo(from);
    }
}
