package io.kindling.driver.table.internal;

import io.kindling.data.FeatureLayout;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a selection's rows: where each selected column is; then, from {@code placeAt} on, the text of a malformed row, if
 * there may be one, and the file and the block of the row.
 *
 * @param inputs the named inputs that the features belong to; none if features have no names
 */
public record RowLayout(
        List<Part> features,
        List<Input> inputs,
        @Nullable Part label,
        @Nullable Part weight,
        int placeAt,
        boolean mayBeMalformed,
        boolean inFiles)
        implements Serializable {
    /** How a value is stored. */
    public enum Kind {
        /** A double. */
        NUMBER,
        /** A string to be parsed as a number; as a label, a class name or a number. */
        TEXT,
        /** A string that is a class name. */
        NAME,
        /** A long. */
        WHOLE,
        /** An array of numbers of Spark's type {@code tinyint}. */
        BYTES,
        /** An array of numbers of Spark's type {@code smallint}. */
        SHORTS,
        /** An array of numbers of Spark's type {@code int}. */
        INTS,
        /** An array of numbers of Spark's type {@code bigint}. */
        LONGS,
        /** An array of floats. */
        FLOATS,
        /** An array of doubles. */
        DOUBLES,
        /** The stored form of Spark ML's vectors: type, size, indices, values. */
        VECTOR,
        /** The bytes of an image file. */
        IMAGE
    }

    /**
     * A selected column.
     *
     * @param at its position in a row
     * @param dims the sizes of arrays of arrays or of images, from the outermost on; none for other columns
     */
    public record Part(String name, Kind kind, int at, List<Integer> dims) implements Serializable {
        public Part {
            dims = List.copyOf(dims);
        }

        public Part(String name, Kind kind, int at) {
            this(name, kind, at, List.of());
        }
    }

    /**
     * A named input.
     *
     * @param columns how many columns it has, which follow those of the input before
     */
    public record Input(String name, int columns) implements Serializable {}

    public RowLayout {
        features = List.copyOf(features);
        inputs = List.copyOf(inputs);
    }

    /** The layout of rows whose features have no names. */
    public RowLayout(
            List<Part> features,
            @Nullable Part label,
            @Nullable Part weight,
            int placeAt,
            boolean mayBeMalformed,
            boolean inFiles) {
        this(features, List.of(), label, weight, placeAt, mayBeMalformed, inFiles);
    }

    /**
     * Returns where the named inputs are in a row's features; none if features have no names.
     *
     * @param widths the number of features from each column
     */
    public FeatureLayout named(List<Integer> widths) {
        List<FeatureLayout.Feature> named = new ArrayList<>();
        int from = 0;
        for (Input input : inputs) {
            int to = from + input.columns();
            Part first = features.get(from);
            boolean hasShape = input.columns() == 1 && !first.dims().isEmpty();
            int width = widths.subList(from, to).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            Shape shape = hasShape ? Shape.of(first.dims()) : Shape.of(width);
            named.add(new FeatureLayout.Feature(input.name(), DType.FLOAT32, shape));
            from = to;
        }
        return new FeatureLayout(named);
    }

    /** The number of features per row, if every feature column is a single number. */
    public OptionalInt width() {
        boolean single = features.stream().allMatch(part -> part.kind() == Kind.NUMBER || part.kind() == Kind.TEXT);
        return single ? OptionalInt.of(features.size()) : OptionalInt.empty();
    }

    /** The shape of a row's features, if they are one column of arrays of arrays or of images. */
    public Optional<Shape> shape() {
        return inputs.isEmpty()
                        && features.size() == 1
                        && !features.get(0).dims().isEmpty()
                ? Optional.of(Shape.of(features.get(0).dims()))
                : Optional.empty();
    }

    /** The selected columns: features, label and weight. */
    List<Part> parts() {
        return Stream.of(features.stream(), Stream.ofNullable(label), Stream.ofNullable(weight))
                .flatMap(parts -> parts)
                .toList();
    }

    /** Returns the layout of the same rows without their features, which are their first columns. */
    public RowLayout withoutFeatures() {
        return new RowLayout(
                List.of(), earlier(label), earlier(weight), placeAt - features.size(), mayBeMalformed, inFiles);
    }

    private @Nullable Part earlier(@Nullable Part part) {
        return part == null ? null : new Part(part.name(), part.kind(), part.at() - features.size());
    }

    int malformedAt() {
        return placeAt;
    }

    public int fileAt() {
        return placeAt + (mayBeMalformed ? 1 : 0);
    }

    public int blockAt() {
        return fileAt() + 1;
    }

    /** The number of columns of a row up to and with its place. */
    public int columns() {
        return blockAt() + 1;
    }
}
