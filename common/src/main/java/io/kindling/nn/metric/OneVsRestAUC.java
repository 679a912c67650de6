package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The area under the ROC curve of each class against all others, and its plain mean over the classes that have both rows of
 * their own and others; for two classes it is the usual area. As {@code sklearn.metrics.roc_auc_score} with {@code
 * multi_class="ovr", average="macro"}. Labels (batch, ...) or (batch, ..., 1), class indices; predictions (batch, ..., classes),
 * probabilities. Weights are refused.
 *
 * <p>Predictions are bucketed at fixed thresholds, eight between {@code p} and {@code p / 2}, from 1/2 down to 2^-24, and as many
 * for {@code 1 - p}, since most predictions of a good classifier are near 0 and 1: predictions in one bucket count as equal, and
 * {@link #error} bounds the effect. The result is NaN if some prediction is not from 0 to 1.
 */
public final class OneVsRestAUC extends PredictionMetric {
    /** Leaves a float its exponent and three of its 23 digits: eight buckets between powers of two. */
    private static final int DROPPED_BITS = 23 - 3;

    /** The bucket number of 2^-24 before subtraction. */
    private static final int LOWEST = Float.floatToRawIntBits(0x1p-24f) >>> DROPPED_BITS;

    /** The buckets up to 1/2. */
    private static final int HALF = (Float.floatToRawIntBits(0.5f) >>> DROPPED_BITS) - LOWEST + 2;

    private static final int BUCKETS = 2 * HALF;

    /** Limits the state to six megabytes. */
    private static final int MAX_CLASSES = 1 << 10;

    private final int classes;

    /** Rows of each class and bucket: those of the class, then the others. */
    private final long[] own;

    private final long[] others;
    private long invalid;

    private OneVsRestAUC(String name, int classes) {
        super(name);
        if (classes < 2 || classes > MAX_CLASSES) {
            throw new IllegalArgumentException("Invalid classes: " + classes + " (2 to " + MAX_CLASSES + ")");
        }
        this.classes = classes;
        this.own = new long[classes * BUCKETS];
        this.others = new long[classes * BUCKETS];
    }

    public static OneVsRestAUC of(int classes) {
        return named("auc", classes);
    }

    public static OneVsRestAUC named(String name, int classes) {
        return new OneVsRestAUC(name, classes);
    }

    static OneVsRestAUC from(Config config) {
        return new OneVsRestAUC(config.string("name"), config.integer("classes"));
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        if (predictions.shape().rank() == 0 || predictions.shape().dim(-1) != classes) {
            throw new IllegalArgumentException(
                    "Cannot compute the area of " + classes + " classes from predictions " + predictions.shape() + ".");
        }
        return List.of(predictions, LabelAlignment.indices(labels, predictions));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        if (weights != null) {
            throw new IllegalArgumentException("Cannot apply weights to a one-versus-rest area: it counts rows.");
        }
        double[] predictions = rows.get(0).doubles();
        long[] labels = rows.get(1).longs();
        for (int i = 0; i < predictions.length; i++) {
            if (!(predictions[i] >= 0 && predictions[i] <= 1)) {
                invalid++;
                continue;
            }
            int scored = i % classes;
            (labels[i / classes] == scored ? own : others)[scored * BUCKETS + bucket((float) predictions[i])]++;
        }
    }

    /** Returns the bucket of a probability; a larger probability is in the same bucket or a higher one. */
    private static int bucket(float probability) {
        return probability < 0.5f ? low(probability) : BUCKETS - 1 - low(1 - probability);
    }

    private static int low(float upToHalf) {
        return Math.max(0, (Float.floatToRawIntBits(upToHalf) >>> DROPPED_BITS) - LOWEST + 1);
    }

    @Override
    public double result() {
        return macro(OneVsRestAUC::area);
    }

    /**
     * Returns a bound on the difference between the result and the exact mean area: half the fraction of pairs, of one row of the
     * class and one other, in the same bucket.
     */
    public double error() {
        return macro((same, ownAbove) -> same / 2);
    }

    /** The pairs that one bucket adds, given those within it and those with its others and own rows above. */
    private interface Pairs {
        double of(double same, double ownAbove);
    }

    private static double area(double same, double ownAbove) {
        return ownAbove + same / 2;
    }

    private double macro(Pairs pairs) {
        if (invalid > 0) {
            return Double.NaN;
        }
        double sum = 0;
        int counted = 0;
        for (int each = 0; each < classes; each++) {
            double found = 0;
            long ownAbove = 0;
            long allOthers = 0;
            for (int bucket = (each + 1) * BUCKETS - 1; bucket >= each * BUCKETS; bucket--) {
                found += pairs.of((double) own[bucket] * others[bucket], (double) ownAbove * others[bucket]);
                ownAbove += own[bucket];
                allOthers += others[bucket];
            }
            if (ownAbove > 0 && allOthers > 0) {
                sum += found / ((double) ownAbove * allOthers);
                counted++;
            }
        }
        return counted == 0 ? 0 : sum / counted;
    }

    @Override
    public void resetState() {
        Arrays.fill(own, 0);
        Arrays.fill(others, 0);
        invalid = 0;
    }

    @Override
    public long[] state() {
        long[] state = Arrays.copyOf(own, 2 * own.length + 1);
        System.arraycopy(others, 0, state, own.length, own.length);
        state[2 * own.length] = invalid;
        return state;
    }

    @Override
    protected void replaceState(long[] state) {
        System.arraycopy(state, 0, own, 0, own.length);
        System.arraycopy(state, own.length, others, 0, own.length);
        invalid = state[2 * own.length];
    }

    @Override
    public Config config() {
        return super.config().with("classes", classes);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
