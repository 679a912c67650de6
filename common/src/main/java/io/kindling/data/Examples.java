package io.kindling.data;

import io.kindling.tensor.Region;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory: features, optional labels and weights, and each row's id, a number that identifies the row on every
 * machine (its position in the source it was read from). Immutable by convention; arrays are aliased, not copied.
 */
public final class Examples implements ExampleSource, Serializable {
    private static final long serialVersionUID = 1L;

    private final Column features;
    private final @Nullable Column labels;
    private final @Nullable Column weights;
    private final long[] rowIds;
    private final FeatureLayout layout;

    private Examples(
            Column features, @Nullable Column labels, @Nullable Column weights, long[] rowIds, FeatureLayout layout) {
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        this.rowIds = rowIds;
        this.layout = layout;
        requireCount("labels", labels == null ? count() : labels.count());
        requireCount("weights", weights == null ? count() : weights.count());
        requireCount("row ids", rowIds.length);
        if (weights != null
                && (!weights.dtype().isFloating() || weights.rowShape().rank() != 0)) {
            throw new IllegalArgumentException("Invalid weights: " + weights.dtype() + " " + weights.rowShape()
                    + " per row (one float32 or float64 per row)");
        }
    }

    /** Returns examples of all parts, for readers and serializers; absent parts are null. */
    public static Examples wrap(Column features, @Nullable Column labels, @Nullable Column weights, long[] rowIds) {
        return new Examples(features, labels, weights, rowIds, FeatureLayout.NONE);
    }

    /** Returns examples without labels, with ids 0, 1, 2, ... */
    public static Examples of(Column features) {
        return wrap(features, null, null, ids(0, features.count()));
    }

    /** Returns examples with features and labels, with ids 0, 1, 2, ... */
    public static Examples of(Column features, Column labels) {
        return wrap(features, labels, null, ids(0, features.count()));
    }

    /**
     * Returns examples with several named features, for models with several inputs, with ids 0, 1, 2, ... {@link
     * Batch#features(String)} returns each; {@link #features} are the vectors of all.
     */
    public static Examples of(Map<String, Column> features) {
        FeatureLayout layout = FeatureLayout.of(features);
        Column vectors = layout.packed(features);
        return new Examples(vectors, null, null, ids(0, vectors.count()), layout);
    }

    /** Returns examples with one vector and one class index per row. */
    public static Examples of(float[][] features, int[] labels) {
        return of(Column.of(features), Column.of(labels.clone()));
    }

    /** Returns examples with one vector and one number per row. */
    public static Examples of(float[][] features, float[] labels) {
        return of(Column.of(features), Column.of(labels.clone()));
    }

    /** Returns the same rows with these labels, one for each row. */
    public Examples withLabels(Column newLabels) {
        return new Examples(features, newLabels, weights, rowIds, layout);
    }

    /**
     * Returns the same rows, whose features, a vector each, are those of a layout. {@link #of(Map)} makes both.
     */
    public Examples with(FeatureLayout named) {
        return new Examples(features, labels, weights, rowIds, named);
    }

    /** Returns the same rows, each with a weight in the loss. */
    public Examples withWeights(float[] perRow) {
        return new Examples(features, labels, Column.of(perRow.clone()), rowIds, layout);
    }

    @Override
    public long count() {
        return features.count();
    }

    public Column features() {
        return features;
    }

    /** The named features in {@link #features}; none if the features have no names. */
    public FeatureLayout layout() {
        return layout;
    }

    public Optional<Column> labels() {
        return Optional.ofNullable(labels);
    }

    public Optional<Column> weights() {
        return Optional.ofNullable(weights);
    }

    /** The rows' ids; aliased. */
    public long[] rowIds() {
        return rowIds;
    }

    /** Returns the rows at these positions, in this order. */
    public Examples select(int[] positions) {
        return new Examples(
                features.select(positions),
                labels == null ? null : labels.select(positions),
                weights == null ? null : weights.select(positions),
                Arrays.stream(positions).mapToLong(i -> rowIds[i]).toArray(),
                layout);
    }

    @Override
    public Examples read(long[] positions) {
        return select(ints(positions));
    }

    @Override
    public Column readLabels(long[] positions) {
        return requiredLabels().select(ints(positions));
    }

    @Override
    public Examples slice(long from, long to) {
        Objects.checkFromToIndex(from, to, count());
        int first = (int) from;
        int end = (int) to;
        return new Examples(
                features.slice(first, end),
                labels == null ? null : labels.slice(first, end),
                weights == null ? null : weights.slice(first, end),
                Arrays.copyOfRange(rowIds, first, end),
                layout);
    }

    @Override
    public Examples take(long rows) {
        return slice(0, Math.min(rows, count()));
    }

    @Override
    public Examples skip(long rows) {
        return slice(Math.min(rows, count()), count());
    }

    /**
     * Splits off the last rows for validation.
     *
     * @param validation the number of validation rows
     */
    public Split<Examples> split(long validation) {
        return Split.of(this, validation);
    }

    /** Returns the same rows with features computed from these, in chunks of rows; a row must not depend on other rows. */
    public Examples map(UnaryOperator<Tensor> function) {
        return wrap(new FeatureMap(function).of(features), labels, weights, rowIds);
    }

    /** Returns these rows with a new order each epoch, drawn through a buffer of {@code bufferSize} rows. */
    public ShuffledExamples shuffle(int bufferSize, long seed) {
        return shuffle(Shuffle.buffer(bufferSize), seed);
    }

    /** Returns these rows with a new order each epoch. */
    public ShuffledExamples shuffle(Shuffle shuffle, long seed) {
        return new ShuffledExamples(this, shuffle, seed);
    }

    /** Returns these rows in their order, in batches; the last one may be short. */
    public Batches batch(int batchSize) {
        return shuffle(Shuffle.NONE, 0).batch(batchSize);
    }

    /** Returns the rows at these positions as tensors. */
    Batch batch(int[] positions) {
        Rows rows = Rows.of(Arrays.stream(positions).mapToLong(i -> rowIds[i]).toArray());
        return new Batch(
                features.tensor(positions),
                labels == null ? null : labels.tensor(positions),
                weights == null ? null : weights.tensor(positions),
                rows,
                layout);
    }

    /** Returns all rows as tensors. */
    public Batch batch() {
        int[] all = new int[Math.toIntExact(count())];
        Arrays.setAll(all, i -> i);
        return batch(all);
    }

    /** Returns a symbolic batch of {@code rows} rows with the types and shapes of these examples. */
    public Batch symbolicBatch(int rows) {
        return symbolicBatch(Rows.range(0, rows));
    }

    /** Returns a symbolic batch of these rows with the types and shapes of these examples. */
    public Batch symbolicBatch(Rows rows) {
        return new Batch(
                symbolic(features, rows.count()),
                labels == null ? null : symbolic(labels, rows.count()),
                weights == null ? null : symbolic(weights, rows.count()),
                rows,
                layout);
    }

    /** Writes the rows at {@code positions[from]} to {@code positions[to - 1]}. */
    void copy(
            int[] positions,
            int from,
            int to,
            Region intoFeatures,
            @Nullable Region intoLabels,
            @Nullable Region intoWeights) {
        features.copy(positions, from, to, intoFeatures);
        if (labels != null && intoLabels != null) {
            labels.copy(positions, from, to, intoLabels);
        }
        if (weights != null && intoWeights != null) {
            weights.copy(positions, from, to, intoWeights);
        }
    }

    /**
     * Writes {@code count} rows, starting at row {@code from}, to the regions that a plan reads.
     *
     * @param intoLabels null if they are not needed
     * @param intoWeights null if they are not needed
     */
    public void copy(
            int from, int count, Region intoFeatures, @Nullable Region intoLabels, @Nullable Region intoWeights) {
        features.copy(from, count, intoFeatures);
        if (labels != null && intoLabels != null) {
            labels.copy(from, count, intoLabels);
        }
        if (weights != null && intoWeights != null) {
            weights.copy(from, count, intoWeights);
        }
    }

    /** Returns the ids of the rows at {@code positions[from]} to {@code positions[to - 1]}. */
    Rows rows(int[] positions, int from, int to) {
        long[] ids = new long[to - from];
        Arrays.setAll(ids, i -> rowIds[positions[from + i]]);
        return Rows.of(ids);
    }

    private static Tensor symbolic(Column column, int rows) {
        return Tensor.symbolic(column.dtype(), column.rowShape().prepend(rows));
    }

    /**
     * Checks that features, labels and weights are finite.
     *
     * @throws DataException if one is not; names the first such row
     */
    public void requireFinite() {
        requireFinite("features", features);
        if (labels != null) {
            requireFinite("label", labels);
        }
        if (weights != null) {
            requireFinite("weight", weights);
        }
    }

    /** A CRC-32C of all types, shapes, values and row ids, which is another one if rows were changed. Reads all rows. */
    public int checksum() {
        return Column.checksum(features, labels, weights, Column.of(rowIds));
    }

    @Override
    public void requireLabelsBelow(int classes) {
        classLabels().requireBelow(classes);
    }

    @Override
    public int classes() {
        return classLabels().classes();
    }

    private ClassLabels classLabels() {
        return new ClassLabels(requiredLabels(), rowIds);
    }

    private Column requiredLabels() {
        return labels().orElseThrow(() -> new DataException("Cannot read labels: these examples have none."));
    }

    private void requireFinite(String what, Column column) {
        int row = column.firstNonFinite();
        if (row >= 0) {
            throw new DataException("Invalid " + what + " in row " + rowIds[row] + ": "
                    + firstNonFinite(column.slice(row, row + 1)) + " (numbers must be finite)");
        }
    }

    private static String firstNonFinite(Column row) {
        return Arrays.stream(row.tensor().doubles())
                .filter(value -> !Double.isFinite(value))
                .mapToObj(Double::toString)
                .findFirst()
                .orElseThrow();
    }

    private void requireCount(String what, long found) {
        if (found != count()) {
            throw new DataException("Invalid " + what + ": " + found + " (features have " + count() + " rows)");
        }
    }

    private static int[] ints(long[] positions) {
        return Arrays.stream(positions).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] ids(long from, int count) {
        long[] ids = new long[count];
        Arrays.setAll(ids, i -> from + i);
        return ids;
    }

    @Override
    public String toString() {
        return "Examples(rows=" + count() + ", features=" + features.describeRow()
                + (labels == null ? "" : ", labels=" + labels.describeRow())
                + (weights == null ? "" : ", weights=" + weights.describeRow()) + ")";
    }
}
