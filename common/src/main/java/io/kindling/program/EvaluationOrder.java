package io.kindling.program;

import java.util.List;

/** An evaluation by the worker group of a session. */
final class EvaluationOrder extends Order {
    private final SharedEvaluation evaluation;
    private List<EvaluationShare> partials = List.of();

    EvaluationOrder(SharedEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    @Override
    protected void execute(Crew group, ShardComputation computation, StopCondition stop) {
        partials = evaluation.lead(group, computation);
    }

    /** The partial results of all parts, once the command is finished. */
    List<EvaluationShare> partials() {
        return partials;
    }
}
