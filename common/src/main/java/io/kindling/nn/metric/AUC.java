package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The area under the receiver operating characteristic (ROC): the probability that a positive example gets a higher
 * prediction than a negative one; or the area under the precision-recall curve. Labels, above 0 for positives, and
 * predictions, probabilities from 0 to 1, are of the same shape, except for a trailing axis of size 1.
 *
 * <p>Predictions are bucketed by evenly spaced thresholds, as in Keras 2.13 ({@code metrics/confusion_metrics.py},
 * summation by interpolation): predictions between the same two thresholds count as equal, and {@link #error} bounds
 * the effect. Weights are rounded to multiples of 2^-30.
 */
public final class AUC extends PredictionMetric {
    /** The curve whose area is computed. */
    public enum Curve {
        ROC,
        PR
    }

    private static final int DEFAULT_THRESHOLDS = 200;
    private static final long UNIT = 1L << 30;

    private final int thresholds;
    private final Curve curve;

    /** The weight of positives and of negatives above each threshold but not above the next. */
    private final long[] positives;

    private final long[] negatives;

    private AUC(String name, int thresholds, Curve curve) {
        super(name);
        if (thresholds < 2) {
            throw new IllegalArgumentException("Invalid num_thresholds: " + thresholds + " (at least 2)");
        }
        this.thresholds = thresholds;
        this.curve = curve;
        this.positives = new long[thresholds];
        this.negatives = new long[thresholds];
    }

    public static AUC of() {
        return named("auc");
    }

    public static AUC named(String name) {
        return new AUC(name, DEFAULT_THRESHOLDS, Curve.ROC);
    }

    /** Returns an empty metric of this name with {@code count} thresholds, including 0 and 1; 200 by default. */
    public AUC thresholds(int count) {
        return new AUC(name(), count, curve);
    }

    /** Returns an empty metric of this name for another curve; {@code ROC} by default. */
    public AUC curve(Curve newCurve) {
        return new AUC(name(), thresholds, newCurve);
    }

    static AUC from(Config config) {
        String curve = config.optionalString("curve").orElse(Curve.ROC.name()).toUpperCase(Locale.ROOT);
        if (Arrays.stream(Curve.values()).noneMatch(known -> known.name().equals(curve))) {
            throw new IllegalArgumentException("Invalid curve: '" + curve + "' (ROC or PR)");
        }
        return new AUC(
                config.string("name"), config.integer("num_thresholds", DEFAULT_THRESHOLDS), Curve.valueOf(curve));
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        return List.of(predictions, LabelAlignment.like(labels, predictions));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        double[] predictions = rows.get(0).doubles();
        requireProbabilities(predictions);
        double[] labels = rows.get(1).doubles();
        for (int i = 0; i < labels.length; i++) {
            long weight = weights == null ? UNIT : Math.round(weights[i] * UNIT);
            (labels[i] > 0 ? positives : negatives)[lastBelow(predictions[i])] += weight;
        }
    }

    /** Returns the index of the last threshold that the prediction exceeds; the first threshold is below 0. */
    private int lastBelow(double prediction) {
        return Math.max(0, (int) Math.ceil(prediction * (thresholds - 1)) - 1);
    }

    @Override
    public double result() {
        double[] truePositives = above(positives);
        double[] falsePositives = above(negatives);
        return curve == Curve.ROC
                ? trapezoids(truePositives, falsePositives)
                : interpolated(truePositives, falsePositives);
    }

    /** Returns the weight above each threshold. */
    private static double[] above(long[] perBucket) {
        double[] sums = new double[perBucket.length];
        long sum = 0;
        for (int i = perBucket.length - 1; i >= 0; i--) {
            sum += perBucket[i];
            sums[i] = sum;
        }
        return sums;
    }

    /** All predictions are above the first threshold and none above the last, so the last curve point is 0. */
    private static double trapezoids(double[] truePositives, double[] falsePositives) {
        double area = 0;
        for (int i = 1; i < truePositives.length; i++) {
            area += (falsePositives[i - 1] - falsePositives[i]) * (truePositives[i - 1] + truePositives[i]) / 2;
        }
        return ratio(area, truePositives[0] * falsePositives[0]);
    }

    /** Davis and Goadrich, The Relationship Between Precision-Recall and ROC Curves (2006), section 4, integrated. */
    private static double interpolated(double[] truePositives, double[] falsePositives) {
        double area = 0;
        for (int i = 1; i < truePositives.length; i++) {
            double wider = truePositives[i - 1] + falsePositives[i - 1];
            double narrower = truePositives[i] + falsePositives[i];
            double gained = truePositives[i - 1] - truePositives[i];
            double slope = ratio(gained, wider - narrower);
            double intercept = truePositives[i] - slope * narrower;
            double growth = wider > 0 && narrower > 0 ? wider / narrower : 1;
            area += slope * (gained + intercept * Math.log(growth));
        }
        return ratio(area, truePositives[0]);
    }

    /**
     * Returns a bound on the difference between the {@code ROC} result and the exact area: half the fraction of pairs,
     * of one positive and one negative, that lie between the same thresholds.
     */
    public double error() {
        if (curve != Curve.ROC) {
            throw new IllegalStateException(
                    "Cannot bound the error of curve " + curve + ": a bound is known only for ROC.");
        }
        double ties = 0;
        for (int i = 0; i < thresholds; i++) {
            ties += (double) positives[i] * negatives[i];
        }
        return ratio(ties / 2, above(positives)[0] * above(negatives)[0]);
    }

    private static double ratio(double a, double b) {
        return b == 0 ? 0 : a / b;
    }

    @Override
    public void resetState() {
        Arrays.fill(positives, 0);
        Arrays.fill(negatives, 0);
    }

    @Override
    public long[] state() {
        long[] state = Arrays.copyOf(positives, 2 * thresholds);
        System.arraycopy(negatives, 0, state, thresholds, thresholds);
        return state;
    }

    @Override
    protected void replaceState(long[] state) {
        System.arraycopy(state, 0, positives, 0, thresholds);
        System.arraycopy(state, thresholds, negatives, 0, thresholds);
    }

    @Override
    public Config config() {
        return super.config().with("num_thresholds", thresholds).with("curve", curve.name());
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
