package io.kindling.program.internal.collective;

import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardComputation;
import java.util.List;

/** An evaluation by the worker group of a session. */
final class EvaluationCommand extends GroupCommand {
    private final SharedEvaluation evaluation;
    private List<PartialEvaluation> partials = List.of();

    EvaluationCommand(SharedEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    @Override
    protected void execute(WorkerGroup group, ShardComputation computation, StopCondition stop) {
        partials = evaluation.lead(group, computation);
    }

    /** The partial results of all parts, once the command is finished. */
    List<PartialEvaluation> partials() {
        return partials;
    }
}
