package io.kindling.program;

import java.util.List;

/** An evaluation by a shift's crew. */
final class EvaluationOrder extends Order {
    private final SharedEvaluation evaluation;
    private List<EvaluationShare> shares = List.of();

    EvaluationOrder(SharedEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    @Override
    protected void lead(Crew crew, ShardComputation computation, Due due) {
        shares = evaluation.lead(crew, computation);
    }

    /** All parts' shares, once it is finished. */
    List<EvaluationShare> shares() {
        return shares;
    }
}
