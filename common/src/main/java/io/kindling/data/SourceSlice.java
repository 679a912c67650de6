package io.kindling.data;

import java.util.Arrays;
import java.util.Objects;

/** Consecutive rows of a source. */
record SourceSlice(ExampleSource whole, long from, long to) implements ExampleSource {
    SourceSlice {
        Objects.checkFromToIndex(from, to, whole.count());
    }

    @Override
    public long count() {
        return to - from;
    }

    @Override
    public Examples read(long[] positions) {
        return whole.read(inWhole(positions));
    }

    @Override
    public Column readLabels(long[] positions) {
        return whole.readLabels(inWhole(positions));
    }

    @Override
    public int classes() {
        return ClassLabels.of(whole, from, to).classes();
    }

    /** Errors name rows by their positions in the whole source, where the user can find them. */
    @Override
    public void requireLabelsBelow(int classes) {
        ClassLabels.of(whole, from, to).requireBelow(classes);
    }

    @Override
    public ExampleSource slice(long innerFrom, long innerTo) {
        Objects.checkFromToIndex(innerFrom, innerTo, count());
        return new SourceSlice(whole, from + innerFrom, from + innerTo);
    }

    private long[] inWhole(long[] positions) {
        return Arrays.stream(positions).map(position -> from + position).toArray();
    }
}
