package io.kindling.program;

import io.kindling.data.Examples;
import java.util.List;

/** An evaluation by a crew: each participant evaluates a contiguous range of the parts. */
final class SharedEvaluation implements Crew.Work {
    private final List<Examples> parts;
    private final List<float[]> weights;
    private final int participants;
    private final EvaluationShare[] shares;
    private final Failures failures;

    SharedEvaluation(List<Examples> parts, List<float[]> weights, int participants) {
        this.parts = parts;
        this.weights = weights;
        this.participants = participants;
        this.shares = new EvaluationShare[parts.size()];
        this.failures = new Failures(participants);
    }

    /** All parts' shares, computed under this thread's lead. */
    List<EvaluationShare> lead(Crew crew, ShardComputation replica) {
        crew.lead(this, replica);
        failures.throwFirst();
        return List.of(shares);
    }

    @Override
    public void run(int participant, ShardComputation replica, Meeting meeting) {
        failures.keep(participant, () -> evaluate(participant, replica));
        meeting.awaitComputed(participant, Meeting.NOTHING);
    }

    private void evaluate(int participant, ShardComputation replica) {
        int to = Crew.from(participant + 1, participants, shares.length);
        for (int part = Crew.from(participant, participants, shares.length); part < to; part++) {
            shares[part] = replica.evaluate(parts.get(part), Replica.EVALUATION_BATCH, weights);
        }
    }
}
