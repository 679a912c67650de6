package io.kindling.data;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of one step, or a shard's part of them: features (rows, ...), optional labels and weights, and row ids. */
public final class Batch {
    private final Tensor features;
    private final @Nullable Tensor labels;
    private final @Nullable Tensor weights;
    private final Rows rows;
    private final FeatureLayout layout;

    Batch(Tensor features, @Nullable Tensor labels, @Nullable Tensor weights, Rows rows, FeatureLayout layout) {
        this.features = features.setRows(rows);
        this.labels = labels == null ? null : labels.setRows(rows);
        this.weights = weights == null ? null : weights.setRows(rows);
        this.rows = rows;
        this.layout = layout;
    }

    public Tensor features() {
        return features;
    }

    /**
     * Returns one of several named features, (rows, ...).
     *
     * @throws FeatureNameException if there is none of this name
     */
    public Tensor features(String name) {
        return layout.of(name, features);
    }

    /**
     * Returns several named features, such as those for a model's {@code inputNames()}.
     *
     * @throws FeatureNameException if there is none of one of these names
     */
    public List<Tensor> features(List<String> names) {
        layout.requireNames(names);
        return names.stream().map(this::features).toList();
    }

    /** Returns the labels; throws if the examples have none. */
    public Tensor labels() {
        if (labels == null) {
            throw new IllegalStateException(
                    "Cannot read labels: these rows have none. A table's labels are in a column that"
                            + " is named with --label, or in Java with label(\"..\").");
        }
        return labels;
    }

    public boolean hasLabels() {
        return labels != null;
    }

    public Optional<Tensor> weights() {
        return Optional.ofNullable(weights);
    }

    /** Returns features, labels and weights, those that the rows have. */
    public List<Tensor> tensors() {
        return Stream.of(features, labels, weights).filter(Objects::nonNull).toList();
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
        return new Batch(changed, labels, weights, rows, FeatureLayout.NONE);
    }

    /** Returns the same batch, whose features are those of a layout. */
    public Batch with(FeatureLayout named) {
        return new Batch(features, labels, weights, rows, named);
    }
}
