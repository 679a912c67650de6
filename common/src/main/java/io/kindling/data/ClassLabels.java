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

    /** The labels of a source's rows from one position to before another. */
    static ClassLabels of(ExampleSource source, long from, long to) {
        long[] positions = LongStream.range(from, to).toArray();
        return new ClassLabels(source.readLabels(positions), positions);
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
