package io.kindling.program;

import java.util.List;
import java.util.Map;

/**
 * The result of an evaluation.
 *
 * @param rows how many rows were evaluated
 * @param loss the loss over all rows
 * @param metrics each metric's result, by its name
 * @param states each metric's state, in the program's order
 */
public record Evaluation(long rows, double loss, Map<String, Double> metrics, List<long[]> states)
        implements Measured {}
