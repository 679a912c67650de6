package io.kindling.data;

import java.util.Arrays;
import java.util.List;

/**
 * The rows of one source, then those of another like it.
 *
 * @param first rows 0 to before {@code first.count()}
 * @param second the rows behind them
 */
record JoinedSources(ExampleSource first, ExampleSource second) implements ExampleSource {
    @Override
    public long count() {
        return first.count() + second.count();
    }

    @Override
    public Examples read(long[] positions) {
        Examples before = first.read(inFirst(positions));
        Examples behind = second.read(inSecond(positions));
        return Examples.wrap(
                Column.concat(List.of(before.features(), behind.features())),
                Column.concat(List.of(labels(before), labels(behind))),
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
