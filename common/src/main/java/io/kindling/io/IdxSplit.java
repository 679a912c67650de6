package io.kindling.io;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.tensor.Shape;

/** The rows of an image file with the labels of a label file; a row's id is its position. */
record IdxSplit(IdxFile images, IdxFile labels) implements ExampleSource {
    static IdxSplit of(IdxFile images, IdxFile labels) {
        if (labels.rowShape().rank() != 0) {
            throw new DataException("Cannot read " + labels.location() + ": its rows are " + labels.rowShape()
                    + ", but labels are one number per row.");
        }
        if (images.rowShape().size() == 0) {
            throw new DataException("Cannot read " + images.location() + ": its images are " + images.rowShape()
                    + ", which have no pixels.");
        }
        if (images.rows() != labels.rows()) {
            throw new DataException("Cannot read " + images.location() + ": it has " + images.rows() + " rows, but "
                    + labels.location().name() + " has " + labels.rows() + " labels.");
        }
        return new IdxSplit(images, labels);
    }

    @Override
    public long count() {
        return images.rows();
    }

    @Override
    public Examples read(long[] positions) {
        return Examples.wrap(images.read(positions), readLabels(positions), null, positions.clone());
    }

    @Override
    public Column readLabels(long[] positions) {
        Object values = labels.read(positions).values();
        int[] numbers = new int[positions.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values instanceof byte[] bytes ? bytes[i] & 0xff : whole(((float[]) values)[i], positions[i]);
        }
        return Column.wrap(Shape.SCALAR, numbers.length, numbers);
    }

    private int whole(float label, long row) {
        int number = (int) label;
        if (number != label) {
            throw new DataException("Cannot read " + labels.location() + ": the label of row " + row + " is " + label
                    + " (labels of IDX files are class numbers).");
        }
        return number;
    }
}
