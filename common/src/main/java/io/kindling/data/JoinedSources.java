package io.kindling.data;

import java.util.Arrays;
import java.util.List;

/**
 * The rows of one source, followed by those of a second source of the same types and shapes.
 *
 * @param first the source of rows 0 to {@code first.count() - 1}
 * @param second the source of the rows after them
 */
record JoinedSources(ExampleSource first, ExampleSource second) implements ExampleSource {
    @Override
    public long count() {
        return first.count() + second.count();
    }

    @Override
    public Examples read(long[] positions) {
        Examples before = first.read(inFirst(positions));
        Examples after = second.read(inSecond(positions));
        return Examples.wrap(
                Column.concat(List.of(before.features(), after.features())),
                Column.concat(List.of(labels(before), labels(after))),
                null,
                positions.clone());
    }

    private static Column labels(Examples rows) {
        return rows.labels().orElseThrow(() -> new DataException("Cannot join rows: some have no labels."));
    }

    @Override
    public Column readLabels(long[] positions) {
        return Column.concat(List.of(first.readLabels(inFirst(positions)), second.readLabels(inSecond(positions))));
    }

    private long[] inFirst(long[] positions) {
        return Arrays.stream(positions)
                .filter(position -> position < first.count())
                .toArray();
    }

    private long[] inSecond(long[] positions) {
        return Arrays.stream(positions)
                .filter(position -> position >= first.count())
                .map(position -> position - first.count())
                .toArray();
    }
}
