package io.kindling.data;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of one step, or a shard's part of them: features (rows, ...), optional labels and weights, and row ids. */
public final class Batch {
    private final Tensor features;
    private final @Nullable Tensor labels;
    private final @Nullable Tensor weights;
    private final Rows rows;

    Batch(Tensor features, @Nullable Tensor labels, @Nullable Tensor weights, Rows rows) {
        this.features = features.setRows(rows);
        this.labels = labels == null ? null : labels.setRows(rows);
        this.weights = weights == null ? null : weights.setRows(rows);
        this.rows = rows;
    }

    public Tensor features() {
        return features;
    }

    /** Returns the labels; throws if the examples have none. */
    public Tensor labels() {
        if (labels == null) {
            throw new IllegalStateException("Cannot read labels: these examples have none.");
        }
        return labels;
    }

    public boolean hasLabels() {
        return labels != null;
    }

    public Optional<Tensor> weights() {
        return Optional.ofNullable(weights);
    }

    /** Returns the ids of the rows. */
    public Rows rows() {
        return rows;
    }

    /** The number of rows. */
    public int count() {
        return rows.count();
    }

    /** Returns the same rows with these features. */
    public Batch withFeatures(Tensor changed) {
        return new Batch(changed, labels, weights, rows);
    }
}
