package io.kindling.program.internal.collective;

import io.kindling.data.Examples;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardComputation;
import java.util.List;

/** An evaluation by a worker group: each rank evaluates a contiguous range of the parts. */
final class SharedEvaluation implements WorkerGroup.GroupTask {
    private final List<Examples> parts;
    private final List<float[]> weights;
    private final int ranks;
    private final PartialEvaluation[] partials;
    private final Failures failures;

    SharedEvaluation(List<Examples> parts, List<float[]> weights, int ranks) {
        this.parts = parts;
        this.weights = weights;
        this.ranks = ranks;
        this.partials = new PartialEvaluation[parts.size()];
        this.failures = new Failures(ranks);
    }

    /** Computes the partial results of all parts, the calling thread being rank 0. */
    List<PartialEvaluation> lead(WorkerGroup group, ShardComputation replica) {
        group.lead(this, replica);
        failures.throwFirst();
        return List.of(partials);
    }

    @Override
    public void run(int rank, ShardComputation replica, SpinBarrier barrier) {
        failures.capture(rank, () -> evaluate(rank, replica));
        barrier.awaitInterruptibly(rank, SpinBarrier.NO_WORK);
    }

    @Override
    public String name() {
        return "the evaluation";
    }

    private void evaluate(int rank, ShardComputation replica) {
        int to = WorkerGroup.rangeStart(rank + 1, ranks, partials.length);
        for (int part = WorkerGroup.rangeStart(rank, ranks, partials.length); part < to; part++) {
            partials[part] = replica.evaluate(parts.get(part), Replica.EVALUATION_BATCH, weights);
        }
    }
}
