package io.kindling.driver.table.internal;

import io.kindling.driver.table.internal.RowLayout.Kind;
import io.kindling.driver.table.internal.RowLayout.Part;
import io.kindling.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.jspecify.annotations.Nullable;

/** Reads a selection's rows one by one and validates every value. The accessors return the values of the last row. */
public final class RowReader {
    private static final int VECTOR_FIELDS = 4;
    private static final int MOST_CHARACTERS = 60;
    private static final String NOT_FINITE = " (features are finite in float32)";

    private final RowLayout layout;
    private final int[] widths;
    private float[] features = new float[16];
    private int width;
    private @Nullable Object label;
    private float weight = 1;
    private @Nullable RowError flaw;
    private final NullFeatures nulls;
    private boolean lacksValue;

    /** Rejects nulls. */
    public RowReader(RowLayout layout) {
        this(layout, NullFeatures.REJECTED);
    }

    public RowReader(RowLayout layout, NullFeatures nulls) {
        this.nulls = nulls;
        this.layout = layout;
        this.widths = new int[layout.features().size()];
    }

    /** Reads a row. Returns its error, or null if it is valid. */
    @Nullable
    public RowError read(InternalRow row) {
        flaw = null;
        lacksValue = false;
        width = 0;
        if (layout.mayBeMalformed() && !row.isNullAt(layout.malformedAt())) {
            return new RowError("row", quoted(row.getString(layout.malformedAt())) + " (it is malformed)");
        }
        List<Part> parts = layout.features();
        for (int i = 0; i < widths.length && flaw == null; i++) {
            int before = width;
            readFeature(row, parts.get(i));
            widths[i] = width - before;
        }
        if (flaw == null) {
            readLabel(row);
        }
        if (flaw == null) {
            readWeight(row);
        }
        return flaw;
    }

    /** Whether the row's error is no more than a null among its features, for which rows are left out. */
    public boolean lacksValue() {
        return lacksValue;
    }

    /** The row's features are the first {@link #width} elements of this array; aliased. */
    public float[] features() {
        return features;
    }

    public int width() {
        return width;
    }

    /** The number of features from each column; aliased. */
    public int[] widths() {
        return widths;
    }

    /** A Long, a Double or a String; null if there is no label column. */
    @Nullable
    public Object label() {
        return label;
    }

    public float weight() {
        return weight;
    }

    /** A hash of the row's features, label and weight, the same in every process. */
    public long hash() {
        long hash = Float.floatToRawIntBits(weight) ^ (label == null ? 0L : (long) label.hashCode() << Integer.SIZE);
        for (int i = 0; i < width; i++) {
            hash = (Long.rotateLeft(hash, 27) ^ Float.floatToRawIntBits(features[i])) * RowsChecksum.FACTOR;
        }
        return hash;
    }

    private void readFeature(InternalRow row, Part part) {
        int at = part.at();
        if (row.isNullAt(at)) {
            addNull(part, part.kind() == Kind.NUMBER || part.kind() == Kind.TEXT, "null");
            return;
        }
        switch (part.kind()) {
            case NUMBER -> add(part, row.getDouble(at));
            case TEXT -> {
                String text = row.getString(at);
                Double number = numberOrTruth(text);
                if (number == null) {
                    reject("feature", part, quoted(text) + NotANumber.rule(text));
                } else if (number.isNaN()) {
                    reject(
                            "feature",
                            part,
                            quoted(text) + " (features are finite in float32" + NotANumber.nullRemedy(text) + ")");
                } else {
                    add(part, number);
                }
            }
            case BYTES, SHORTS, INTS, LONGS, FLOATS, DOUBLES -> addArrays(part, row.getArray(at), 0);
            case VECTOR -> addVector(part, row.getStruct(at, VECTOR_FIELDS));
            case IMAGE -> addImage(part, row.getBinary(at));
            case WHOLE, NAME -> throw new IllegalStateException("Cannot read features from " + part + ".");
        }
    }

    /** @param axis the axis of a column of arrays of arrays */
    private void addArrays(Part part, ArrayData array, int axis) {
        if (axis < part.dims().size() && array.numElements() != part.dims().get(axis)) {
            reject(
                    "feature",
                    part,
                    array.numElements() + " values on axis " + axis + " (rows are arrays of shape "
                            + Shape.of(part.dims()) + ")");
            return;
        }
        if (axis + 1 >= part.dims().size()) {
            addAll(part, array);
            return;
        }
        for (int i = 0; i < array.numElements() && flaw == null; i++) {
            if (array.isNullAt(i)) {
                addNull(part, false, "null at " + i + " of axis " + axis);
            } else {
                addArrays(part, array.getArray(i), axis + 1);
            }
        }
    }

    private void addImage(Part part, byte[] file) {
        Shape shape = Shape.of(part.dims());
        int from = width;
        grow(Math.toIntExact(shape.size()));
        width += Math.toIntExact(shape.size());
        new ImagePixels(shape).read(file, features, from).ifPresent(wrong -> reject("feature", part, wrong));
    }

    private void addAll(Part part, ArrayData array) {
        int count = array.numElements();
        for (int i = 0; i < count; i++) {
            if (array.isNullAt(i)) {
                addEach(part, array);
                return;
            }
        }
        grow(count);
        int from = width;
        width += count;
        ArrayValues.copy(part.kind(), array, features, from);
        for (int i = from; i < width; i++) {
            if (!Float.isFinite(features[i])) {
                double value = part.kind() == Kind.FLOATS ? features[i] : array.getDouble(i - from);
                reject("feature", part, value + NOT_FINITE);
                return;
            }
        }
    }

    /** Adds the elements of an array some of which are null. */
    private void addEach(Part part, ArrayData array) {
        for (int i = 0; i < array.numElements() && flaw == null; i++) {
            if (array.isNullAt(i)) {
                addNull(part, true, "null at " + i);
            } else {
                add(part, ArrayValues.get(part.kind(), array, i));
            }
        }
    }

    /** @param single whether one number is missing; of a missing array, the length is not known */
    private void addNull(Part part, boolean single, String what) {
        lacksValue = nulls.kind() == NullFeatures.Kind.LEAVE_OUT;
        if (nulls.kind() == NullFeatures.Kind.REPLACE && single) {
            grow(1);
            features[width] = nulls.value(width);
            width++;
        } else {
            reject(
                    "feature",
                    part,
                    what + " (a value is required: set --nulls to drop" + (single ? ", mean or zero)" : ")"));
        }
    }

    private void addVector(Part part, InternalRow vector) {
        ArrayData values = vector.getArray(3);
        if (vector.getByte(0) == 1) {
            for (int i = 0; i < values.numElements(); i++) {
                add(part, values.getDouble(i));
            }
            return;
        }
        int from = width;
        int size = vector.getInt(1);
        grow(size);
        Arrays.fill(features, from, from + size, 0);
        ArrayData indices = vector.getArray(2);
        for (int i = 0; i < indices.numElements(); i++) {
            width = from + indices.getInt(i);
            add(part, values.getDouble(i));
        }
        width = from + size;
    }

    private void add(Part part, double value) {
        float stored = (float) value;
        if (!Float.isFinite(stored)) {
            reject("feature", part, value + NOT_FINITE);
        }
        grow(1);
        features[width++] = stored;
    }

    private void grow(int more) {
        if (width + more > features.length) {
            features = Arrays.copyOf(features, Math.max(width + more, features.length * 2));
        }
    }

    private void readLabel(InternalRow row) {
        Part part = layout.label();
        if (part == null) {
            return;
        }
        int at = part.at();
        if (row.isNullAt(at)) {
            reject("label", part, "null (a value is required)");
            return;
        }
        label = switch (part.kind()) {
            case WHOLE -> (Object) row.getLong(at);
            case NUMBER -> row.getDouble(at);
            default -> row.getString(at);
        };
        if (label instanceof String text && !row.getUTF8String(at).isValid()) {
            reject("label", part, quoted(text) + " (its bytes are not UTF-8)");
        }
        if (label instanceof Double number && !Float.isFinite(number.floatValue())) {
            reject("label", part, number + " (labels are finite)");
        }
    }

    private void readWeight(InternalRow row) {
        Part part = layout.weight();
        if (part == null) {
            return;
        }
        int at = part.at();
        Double number = row.isNullAt(at)
                ? null
                : part.kind() == Kind.TEXT ? number(row.getString(at)) : (Double) row.getDouble(at);
        if (number == null || !Float.isFinite(number.floatValue()) || number < 0) {
            reject(
                    "weight",
                    part,
                    (row.isNullAt(at) ? "null" : number == null ? quoted(row.getString(at)) : number)
                            + " (weights are finite and 0 or more)");
        } else {
            weight = number.floatValue();
        }
    }

    private void reject(String role, Part part, String found) {
        flaw = new RowError(role + " '" + part.name() + "'", found, part.name());
    }

    /** Parses a number in decimal notation, or true as 1 and false as 0; returns null if the text is none of these. */
    private static @Nullable Double numberOrTruth(String text) {
        Double number = number(text);
        if (number != null) {
            return number;
        }
        String word = text.strip();
        return word.equalsIgnoreCase("true") ? (Double) 1.0 : word.equalsIgnoreCase("false") ? (Double) 0.0 : null;
    }

    /** Parses a number in decimal notation; returns null if the text is not one. */
    public static @Nullable Double number(String text) {
        String digits = text.strip();
        char last = digits.isEmpty() ? 'x' : digits.charAt(digits.length() - 1);
        // Double.valueOf also accepts 1f, 1d and hexadecimal numbers.
        if ("fFdDxX".indexOf(last) >= 0 || digits.indexOf('x') >= 0 || digits.indexOf('X') >= 0) {
            return null;
        }
        try {
            return Double.valueOf(digits);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    public static String quoted(String text) {
        return "'" + (text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...") + "'";
    }
}
