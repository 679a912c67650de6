package io.kindling.program.internal.replica;

import io.kindling.nn.LossTerm;
import io.kindling.nn.internal.ExactSum;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.tensor.Region;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The partial result of an evaluation over some rows. Partials add up exactly, in any order: counts are integers, sums are
 * exact.
 *
 * @param rows how many rows
 * @param terms each term of the loss, summed; empty if there were no rows
 * @param metrics the state of each metric; empty if there were no rows
 */
public record PartialEvaluation(long rows, List<TermTotal> terms, List<long[]> metrics) implements Serializable {
    /** The result over no rows. */
    public static final PartialEvaluation NONE = new PartialEvaluation(0, List.of(), List.of());

    /** A loss term summed over rows: the exact sum of its values, and the count of elements that a mean divides by. */
    public record TermTotal(LossTerm.Kind kind, long[] sum, long count) implements Serializable {
        static TermTotal of(LossTerm term) {
            return of(term, new Region(term.values()));
        }

        /** Sums a term's values in place. */
        static TermTotal of(LossTerm term, Region values) {
            ExactSum sum = new ExactSum();
            int count = Math.toIntExact(term.values().shape().size());
            for (int i = 0; i < count; i++) {
                sum.add(values.number(i));
            }
            return new TermTotal(term.kind(), sum.state(), term.count());
        }

        TermTotal plus(TermTotal other) {
            if (kind == LossTerm.Kind.ONCE) {
                return this;
            }
            return new TermTotal(kind, add(sum, other.sum), count + other.count);
        }

        public double value() {
            double total = ExactSum.of(sum).result();
            return kind == LossTerm.Kind.MEAN ? (count == 0 ? 0 : total / count) : total;
        }
    }

    public PartialEvaluation plus(PartialEvaluation other) {
        return new PartialEvaluation(rows + other.rows, addTerms(terms, other.terms), addAll(metrics, other.metrics));
    }

    private static List<TermTotal> addTerms(List<TermTotal> a, List<TermTotal> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        List<TermTotal> sums = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sums.add(a.get(i).plus(b.get(i)));
        }
        return List.copyOf(sums);
    }

    public static List<long[]> addAll(List<long[]> a, List<long[]> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        List<long[]> sums = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sums.add(add(a.get(i), b.get(i)));
        }
        return List.copyOf(sums);
    }

    private static long[] add(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** Combines partial results. */
    public static Evaluation total(BuiltProgram program, List<PartialEvaluation> partials) {
        PartialEvaluation whole =
                partials.stream().reduce(PartialEvaluation::plus).orElseThrow();
        double loss = whole.terms().stream()
                .mapToDouble(PartialEvaluation.TermTotal::value)
                .sum();
        return new Evaluation(whole.rows(), loss, program.evaluationMetrics(whole.metrics()), whole.metrics());
    }
}
