package io.kindling.program;

import java.util.List;
import java.util.Map;

/**
 * The result of an evaluation.
 *
 * @param rows how many rows were evaluated
 * @param loss the loss over all of them
 * @param metrics each metric's result, by its name
 * @param states each metric's state, in the program's order
 */
public record Evaluation(long rows, double loss, Map<String, Double> metrics, List<long[]> states) implements Measured {
    /** The result that shares add up to. */
    public static Evaluation of(BuiltProgram program, List<EvaluationShare> shares) {
        EvaluationShare whole = shares.stream().reduce(EvaluationShare::plus).orElseThrow();
        double loss = whole.terms().stream()
                .mapToDouble(EvaluationShare.TermTotal::value)
                .sum();
        return new Evaluation(whole.rows(), loss, program.metricResults(whole.metrics()), whole.metrics());
    }
}
