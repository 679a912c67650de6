package io.kindling.nn.metric;

import io.kindling.nn.Config;
import io.kindling.nn.loss.Labels;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The area under the receiver operating characteristic: the probability that an example labelled yes is rated above one
 * labelled no; or the area under the curve of precision by recall. Labels, above 0 for yes, and predictions, probabilities
 * from 0 to 1, of one shape but for a trailing 1.
 *
 * <p>Predictions are told apart by evenly spaced thresholds, as in Keras 2.13 ({@code metrics/confusion_metrics.py}, summed
 * by interpolation): two between the same thresholds count as equal, and {@link #error} says how much that may matter.
 * Weights are counted in units of 2^-30.
 */
public final class AUC extends PredictionMetric {
    /** What the area is under. */
    public enum Curve {
        ROC,
        PR
    }

    private static final int DEFAULT_THRESHOLDS = 200;
    private static final long UNIT = 1L << 30;

    private final int thresholds;
    private final Curve curve;

    /** The weight labelled yes, and no, above each threshold but not the next. */
    private final long[] yes;

    private final long[] no;

    private AUC(String name, int thresholds, Curve curve) {
        super(name);
        if (thresholds < 2) {
            throw new IllegalArgumentException("Invalid num_thresholds: " + thresholds + " (at least 2)");
        }
        this.thresholds = thresholds;
        this.curve = curve;
        this.yes = new long[thresholds];
        this.no = new long[thresholds];
    }

    public static AUC of() {
        return named("auc");
    }

    public static AUC named(String name) {
        return new AUC(name, DEFAULT_THRESHOLDS, Curve.ROC);
    }

    /** An empty one of this name with so many thresholds, 0 and 1 among them; 200 by default. */
    public AUC thresholds(int count) {
        return new AUC(name(), count, curve);
    }

    /** An empty one of this name for another curve; {@code ROC} by default. */
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
        return List.of(predictions, Labels.like(labels, predictions));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        double[] predictions = rows.get(0).doubles();
        for (double p : predictions) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException(
                        "Invalid prediction: " + p + " (0 to 1: the area is that of probabilities, not of logits)");
            }
        }
        double[] labels = rows.get(1).doubles();
        for (int i = 0; i < labels.length; i++) {
            long weight = weights == null ? UNIT : Math.round(weights[i] * UNIT);
            (labels[i] > 0 ? yes : no)[lastBelow(predictions[i])] += weight;
        }
    }

    /** The last threshold that a prediction is above; the first is below 0. */
    private int lastBelow(double prediction) {
        return Math.max(0, (int) Math.ceil(prediction * (thresholds - 1)) - 1);
    }

    @Override
    public double result() {
        double[] truePositives = above(yes);
        double[] falsePositives = above(no);
        return curve == Curve.ROC
                ? trapezoids(truePositives, falsePositives)
                : interpolated(truePositives, falsePositives);
    }

    /** What is above each threshold. */
    private static double[] above(long[] between) {
        double[] sums = new double[between.length];
        long sum = 0;
        for (int i = between.length - 1; i >= 0; i--) {
            sum += between[i];
            sums[i] = sum;
        }
        return sums;
    }

    /** All are above the first threshold; the last curve point is 0, as nothing is above the last. */
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
     * How far the result of {@code ROC} may be from that of all predictions told apart: half the fraction of pairs, of one
     * yes and one no, that lie between the same thresholds.
     */
    public double error() {
        if (curve != Curve.ROC) {
            throw new IllegalStateException(
                    "Cannot bound the error of curve " + curve + ": only that of ROC is known.");
        }
        double together = 0;
        for (int i = 0; i < thresholds; i++) {
            together += (double) yes[i] * no[i];
        }
        return ratio(together / 2, above(yes)[0] * above(no)[0]);
    }

    private static double ratio(double a, double b) {
        return b == 0 ? 0 : a / b;
    }

    @Override
    public void resetState() {
        Arrays.fill(yes, 0);
        Arrays.fill(no, 0);
    }

    @Override
    public long[] state() {
        long[] state = Arrays.copyOf(yes, 2 * thresholds);
        System.arraycopy(no, 0, state, thresholds, thresholds);
        return state;
    }

    @Override
    protected void replaceState(long[] state) {
        System.arraycopy(state, 0, yes, 0, thresholds);
        System.arraycopy(state, thresholds, no, 0, thresholds);
    }

    @Override
    public Config config() {
        return super.config().with("num_thresholds", thresholds).with("curve", curve.name());
    }
}
