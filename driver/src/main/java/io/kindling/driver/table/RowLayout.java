package io.kindling.driver.table;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a row of a selection holds: the columns of its features, then as far as they are there its label, its weight, its text
 * if it could not be read, and last the file and the block that it stands in.
 */
record RowLayout(
        List<Part> features, @Nullable Part label, @Nullable Part weight, boolean mayBeMalformed, boolean inFiles)
        implements Serializable {
    /** How a value is stored. */
    enum Kind {
        /** A double. */
        NUMBER,
        /** A string that is to be a number; as a label, a class's name or a number. */
        TEXT,
        /** A string that is one. */
        NAME,
        /** A long. */
        WHOLE,
        /** Arrays. */
        FLOATS,
        DOUBLES,
        /** The stored form of Spark ML's vectors: type, size, indices, values. */
        VECTOR
    }

    /** A column. */
    record Part(String name, Kind kind) implements Serializable {}

    RowLayout {
        features = List.copyOf(features);
    }

    /** The numbers of a row's features, where each column is one. */
    OptionalInt width() {
        boolean single = features.stream().allMatch(part -> part.kind() == Kind.NUMBER || part.kind() == Kind.TEXT);
        return single ? OptionalInt.of(features.size()) : OptionalInt.empty();
    }

    int labelAt() {
        return features.size();
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

    int blockAt() {
        return fileAt() + 1;
    }

    /** Where the table's own columns are, in rows that have them. */
    int ownAt() {
        return blockAt() + 1;
    }
}
