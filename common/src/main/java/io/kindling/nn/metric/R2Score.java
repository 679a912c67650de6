package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.nn.internal.ExactSum;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The coefficient of determination, R²: 1 less the sum of {@code (prediction - label)^2} divided by the sum of {@code (label -
 * mean label)^2}; 1 is perfect, 0 as good as the mean. Labels and predictions, one number a row, are of the same shape, except
 * for a trailing axis of size 1.
 *
 * <p>As {@code sklearn.metrics.r2_score}: if all labels are equal, 1 for perfect predictions, else 0. The sums are exact, so that
 * a mean far from 0 costs no digits.
 */
public final class R2Score extends PredictionMetric {
    private final ExactSum squaredErrors = new ExactSum();
    private final ExactSum labelSum = new ExactSum();
    private final ExactSum labelSquares = new ExactSum();
    private final ExactSum weight = new ExactSum();

    private R2Score(String name) {
        super(name);
    }

    public static R2Score of() {
        return named("r2_score");
    }

    public static R2Score named(String name) {
        return new R2Score(name);
    }

    static R2Score from(Config config) {
        return named(config.string("name"));
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        if (predictions.shape().dropFirst(1).size() != 1) {
            throw new IllegalArgumentException(
                    "Cannot compute R² of predictions " + predictions.shape() + ": it compares one number a row.");
        }
        return List.of(predictions, LabelAlignment.like(labels, predictions));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        double[] predictions = rows.get(0).doubles();
        double[] labels = rows.get(1).doubles();
        for (int i = 0; i < labels.length; i++) {
            double each = weights == null ? 1 : weights[i];
            double error = predictions[i] - labels[i];
            squaredErrors.add(each * (error * error));
            labelSum.add(each * labels[i]);
            labelSquares.add(each * (labels[i] * labels[i]));
            weight.add(each);
        }
    }

    @Override
    public double result() {
        if (!sums().mapToDouble(ExactSum::result).allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        if (weight.result() == 0) {
            return 0;
        }
        BigInteger errors = squaredErrors.units().multiply(weight.units());
        BigInteger spread = labelSquares
                .units()
                .multiply(weight.units())
                .subtract(labelSum.units().pow(2));
        if (spread.signum() <= 0) {
            return errors.signum() == 0 ? 1 : 0;
        }
        BigDecimal unexplained = new BigDecimal(errors).divide(new BigDecimal(spread), MathContext.DECIMAL128);
        return BigDecimal.ONE.subtract(unexplained).doubleValue();
    }

    private Stream<ExactSum> sums() {
        return Stream.of(squaredErrors, labelSum, labelSquares, weight);
    }

    @Override
    public void resetState() {
        sums().forEach(ExactSum::reset);
    }

    @Override
    public long[] state() {
        long[] state = new long[4 * ExactSum.STATE_LENGTH];
        int at = 0;
        for (ExactSum sum : sums().toList()) {
            sum.state(state, at);
            at += ExactSum.STATE_LENGTH;
        }
        return state;
    }

    @Override
    protected void replaceState(long[] state) {
        int at = 0;
        for (ExactSum sum : sums().toList()) {
            sum.load(state, at);
            at += ExactSum.STATE_LENGTH;
        }
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
