package io.kindling.data;

import java.util.stream.LongStream;

/** Labels that are class numbers, one a row, and the rows' numbers for messages. */
record ClassLabels(Column labels, long[] rows) {
    ClassLabels {
        if (labels.dtype().isFloating() || labels.rowShape().size() != 1) {
            throw new DataException("Cannot count classes: labels are " + labels.dtype() + " " + labels.rowShape()
                    + " a row, not one whole number a row.");
        }
    }

    /** All labels of a source. */
    static ClassLabels of(ExampleSource source) {
        long[] all = LongStream.range(0, source.count()).toArray();
        return new ClassLabels(source.readLabels(all), all);
    }

    /** See {@link ExampleSource#requireLabelsBelow}. */
    void requireBelow(int classes) {
        for (int row = 0; row < labels.count(); row++) {
            long label = labels.integer(row);
            if (label < 0 || label >= classes) {
                throw new DataException("Invalid label in row " + rows[row] + ": " + label + " (classes are 0 to "
                        + (classes - 1) + ")");
            }
        }
    }

    /** See {@link ExampleSource#classes}. */
    int classes() {
        requireBelow(Integer.MAX_VALUE);
        long largest = -1;
        for (int row = 0; row < labels.count(); row++) {
            largest = Math.max(largest, labels.integer(row));
        }
        return (int) (largest + 1);
    }
}
