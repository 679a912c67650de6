package io.kindling.driver.run;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.program.DataSchema;
import io.kindling.worker.IdxRows;
import java.util.stream.LongStream;

/**
 * Consecutive rows of a file: enough for an executor to read its own part.
 *
 * @param folder the folder they are in
 * @param part which of its files
 * @param from the first row
 * @param to the row after the last
 */
public record RowRange(DataFolder folder, IdxRows.Part part, long from, long to) {
    public long count() {
        return to - from;
    }

    /** The rows, read on this machine when asked for. */
    public ExampleSource source() {
        return folder.source(part).slice(from, to);
    }

    /** The rows in this machine's memory. */
    public Examples read() {
        return source().read(LongStream.range(0, count()).toArray());
    }

    /**
     * What a row looks like. The whole file is read and checked for it.
     *
     * @param classes how many classes the labels name
     */
    DataSchema schema(int classes) {
        Examples none = source().read(new long[0]);
        Column labels = none.labels().orElseThrow();
        return new DataSchema(
                none.features().dtype(), none.features().rowShape(), labels.dtype(), labels.rowShape(), classes, false);
    }

    /**
     * Refuses labels that are not class numbers from 0 to {@code classes - 1}.
     *
     * @throws DataException naming the folder, the file and the first such row
     */
    void requireLabelsBelow(int classes) {
        try {
            source().requireLabelsBelow(classes);
        } catch (DataException stray) {
            throw new DataException(
                    "Cannot use the " + (part == IdxRows.Part.TRAIN ? "training" : "test") + " labels in " + folder
                            + ": " + stray.getMessage(),
                    stray);
        }
    }

    /** The rows, read by executors. */
    public IdxRows supply(RowOwnership ownership) {
        return new IdxRows(folder.uri(), folder.hadoop(), part, from, to, ownership);
    }

    /** No rows, of the same kind. */
    public RowRange none() {
        return new RowRange(folder, part, from, from);
    }
}
