package io.kindling.driver.table.internal;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a selection's rows: the feature columns; then, if present, label, weight and the text of a malformed row; last
 * the file and the block of the row.
 */
public record RowLayout(
        List<Part> features, @Nullable Part label, @Nullable Part weight, boolean mayBeMalformed, boolean inFiles)
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
        /** An array of floats. */
        FLOATS,
        /** An array of doubles. */
        DOUBLES,
        /** The stored form of Spark ML's vectors: type, size, indices, values. */
        VECTOR
    }

    /** A selected column. */
    public record Part(String name, Kind kind) implements Serializable {}

    public RowLayout {
        features = List.copyOf(features);
    }

    /** The number of features per row, if every feature column is a single number. */
    public OptionalInt width() {
        boolean single = features.stream().allMatch(part -> part.kind() == Kind.NUMBER || part.kind() == Kind.TEXT);
        return single ? OptionalInt.of(features.size()) : OptionalInt.empty();
    }

    public int labelAt() {
        return features.size();
    }

    /** The selected columns, in the order of their positions. */
    List<Part> parts() {
        return Stream.of(features.stream(), Stream.ofNullable(label), Stream.ofNullable(weight))
                .flatMap(parts -> parts)
                .toList();
    }

    int weightAt() {
        return labelAt() + (label == null ? 0 : 1);
    }

    int malformedAt() {
        return weightAt() + (weight == null ? 0 : 1);
    }

    int fileAt() {
        return malformedAt() + (mayBeMalformed ? 1 : 0);
    }

    public int blockAt() {
        return fileAt() + 1;
    }

    /** The index of the structure of the table's own columns, in rows that have it. */
    public int ownAt() {
        return blockAt() + 1;
    }
}
