package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The number of examples of each true class predicted as each class. Labels (batch, ...) or (batch, ..., 1), class
 * indices; predictions (batch, ..., classes). Rows are counted; weights are refused.
 */
public final class ConfusionMatrix extends PredictionMetric {
    /** Limits the counts to half a gigabyte. */
    private static final int MAX_CLASSES = 1 << 13;

    private final int classes;
    private final long[] counts;

    private ConfusionMatrix(String name, int classes) {
        super(name);
        if (classes < 1) {
            throw new IllegalArgumentException("Invalid classes: " + classes + " (at least 1)");
        }
        if (classes > MAX_CLASSES) {
            throw new IllegalArgumentException(
                    "Invalid classes: " + classes + " (a confusion matrix has at most " + MAX_CLASSES + ")");
        }
        this.classes = classes;
        this.counts = new long[classes * classes];
    }

    public static ConfusionMatrix of(int classes) {
        return named("confusion_matrix", classes);
    }

    public static ConfusionMatrix named(String name, int classes) {
        return new ConfusionMatrix(name, classes);
    }

    static ConfusionMatrix from(Config config) {
        return new ConfusionMatrix(config.string("name"), config.integer("classes"));
    }

    /** Returns the counts. Row: the true class. Column: the predicted class, at the first largest prediction. */
    public long[][] counts() {
        long[][] matrix = new long[classes][];
        Arrays.setAll(matrix, label -> Arrays.copyOfRange(counts, label * classes, (label + 1) * classes));
        return matrix;
    }

    /** Returns the accuracy, the fraction on the diagonal; 0 if nothing was counted. */
    @Override
    public double result() {
        long hits = 0;
        for (int i = 0; i < classes; i++) {
            hits += counts[i * classes + i];
        }
        long all = Arrays.stream(counts).sum();
        return all == 0 ? 0 : (double) hits / all;
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        if (predictions.shape().rank() == 0 || predictions.shape().dim(-1) != classes) {
            throw new IllegalArgumentException("Cannot count predictions " + predictions.shape()
                    + " in a confusion matrix of " + classes + " classes.");
        }
        return List.of(LabelAlignment.indices(labels, predictions), Ops.argmax(predictions, -1));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        if (weights != null) {
            throw new IllegalArgumentException("Cannot apply weights to a confusion matrix: it counts rows.");
        }
        long[] labels = rows.get(0).longs();
        long[] predicted = rows.get(1).longs();
        for (long label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("Invalid label: " + label + " (0 to " + (classes - 1) + ")");
            }
        }
        for (int i = 0; i < labels.length; i++) {
            counts[(int) (labels[i] * classes + predicted[i])]++;
        }
    }

    @Override
    public void resetState() {
        Arrays.fill(counts, 0);
    }

    @Override
    public long[] state() {
        return counts.clone();
    }

    @Override
    protected void replaceState(long[] state) {
        System.arraycopy(state, 0, counts, 0, counts.length);
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
