package io.kindling.program;

import io.kindling.data.Examples;
import java.util.List;

/** An evaluation by a worker group: each rank evaluates a contiguous range of the parts. */
final class SharedEvaluation implements Crew.Work {
    private final List<Examples> parts;
    private final List<float[]> weights;
    private final int ranks;
    private final EvaluationShare[] partials;
    private final Failures failures;

    SharedEvaluation(List<Examples> parts, List<float[]> weights, int ranks) {
        this.parts = parts;
        this.weights = weights;
        this.ranks = ranks;
        this.partials = new EvaluationShare[parts.size()];
        this.failures = new Failures(ranks);
    }

    /** Computes the partial results of all parts, the calling thread being rank 0. */
    List<EvaluationShare> lead(Crew group, ShardComputation replica) {
        group.lead(this, replica);
        failures.throwFirst();
        return List.of(partials);
    }

    @Override
    public void run(int rank, ShardComputation replica, Meeting barrier) {
        failures.capture(rank, () -> evaluate(rank, replica));
        barrier.awaitInterruptibly(rank, Meeting.NO_WORK);
    }

    private void evaluate(int rank, ShardComputation replica) {
        int to = Crew.rangeStart(rank + 1, ranks, partials.length);
        for (int part = Crew.rangeStart(rank, ranks, partials.length); part < to; part++) {
            partials[part] = replica.evaluate(parts.get(part), Replica.EVALUATION_BATCH, weights);
        }
    }
}
