package io.kindling.data;

import java.util.stream.LongStream;

/** Labels that are class indices, one per row, with row numbers for messages. */
record ClassLabels(Column labels, long[] rows) {
    ClassLabels {
        if (labels.dtype().isFloating() || labels.rowShape().size() != 1) {
            throw new DataException("Cannot count classes: labels are " + labels.dtype() + " " + labels.rowShape()
                    + " per row, not one integer per row.");
        }
    }

    /** Returns the labels of a source's rows from position {@code from} up to, not including, {@code to}. */
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
