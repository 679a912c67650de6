package io.kindling.driver.table;

import io.kindling.data.FeatureLayout;
import io.kindling.program.DataSchema;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a table's rows.
 *
 * @param shape the shape of a row's features
 * @param labels meaning of the labels; null if there are none
 * @param weighted whether rows have weights
 * @param inputs the named inputs in a row's features; none if these have no names
 */
record RowSchema(Shape shape, @Nullable Labels labels, boolean weighted, FeatureLayout inputs) implements Serializable {
    /**
     * What the rows must be.
     *
     * @param labels the meaning of the labels; null to infer it
     * @param namedLabels whether labels are names even if they are numbers
     * @param classes the number of classes, if it is not to be inferred
     * @param shape the shape of a row's features, if it is not to be inferred; of named inputs, that of images
     * @param inputs the named inputs that the features must have; none if they are not to be checked
     */
    record Expected(
            @Nullable Labels labels,
            boolean namedLabels,
            OptionalInt classes,
            Optional<Shape> shape,
            FeatureLayout inputs) {
        static final Expected ANY =
                new Expected(null, false, OptionalInt.empty(), Optional.empty(), FeatureLayout.NONE);

        Expected with(Labels known) {
            return new Expected(known, namedLabels, classes, shape, inputs);
        }

        Expected withNamedLabels() {
            return new Expected(labels, true, classes, shape, inputs);
        }

        Expected with(OptionalInt count) {
            return new Expected(labels, namedLabels, count, shape, inputs);
        }

        Expected with(Shape row, FeatureLayout named) {
            return new Expected(labels, namedLabels, classes, Optional.of(row), named);
        }

        /** Without the shape of images, if the features are named inputs. */
        Expected ofWholeRows(Columns columns) {
            return columns.inputs().isEmpty() || !inputs.features().isEmpty()
                    ? this
                    : new Expected(labels, namedLabels, classes, Optional.empty(), inputs);
        }

        /** The shape of a named input, if it is not to be inferred. */
        Optional<Shape> shapeOf(String input) {
            return inputs.features().stream()
                    .filter(feature -> feature.name().equals(input))
                    .map(FeatureLayout.Feature::shape)
                    .findFirst();
        }
    }

    /** The number of features per row. */
    int width() {
        return Math.toIntExact(shape.size());
    }

    /** Describes how many features a shape has. */
    static String numbers(Shape shape) {
        return shape.size() + (shape.rank() > 1 ? " for the shape " + shape : "");
    }

    DataSchema asData() {
        return new DataSchema(
                DType.FLOAT32,
                shape,
                labels == null ? DType.INT32 : labels.dtype(),
                labels == null ? DataSchema.NO_LABEL : Shape.SCALAR,
                labels == null ? 0 : labels.classes(),
                weighted,
                inputs);
    }
}
