package io.kindling.driver.internal.dataset;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Labels;
import io.kindling.driver.table.Table;
import io.kindling.tensor.Shape;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the user set about the meaning of a row's values, which otherwise follows from the rows.
 *
 * @param classes number of classes
 * @param labels what a table's labels are
 * @param image the shape of a table's features
 */
public record RowMeaning(OptionalInt classes, LabelKind labels, Optional<Shape> image) {
    /** No settings. */
    public static final RowMeaning INFERRED = new RowMeaning(OptionalInt.empty(), LabelKind.INFERRED, Optional.empty());

    /** What the labels of a table are. */
    public enum LabelKind {
        /** What they look like. */
        INFERRED,
        /** Names of classes, even if they are numbers. */
        NAMES,
        /** Numbers to predict, even if they are whole. */
        NUMBERS
    }

    public RowMeaning {
        if (classes.isPresent() && classes.getAsInt() < 2) {
            throw SettingsException.invalid("classes", classes.getAsInt(), "at least 2");
        }
        if (classes.isPresent() && labels == LabelKind.NUMBERS) {
            throw SettingsException.invalid(
                    "classes", classes.getAsInt(), "not with --label-numbers: numbers to predict are not classes");
        }
    }

    /** @throws SettingsException if something is set that only tables have */
    void requireNoTable() {
        if (labels != LabelKind.INFERRED) {
            throw SettingsException.invalid(
                    labels == LabelKind.NAMES ? "label-names" : "label-numbers",
                    true,
                    "only for tables: labels of IDX files are class numbers");
        }
        image.ifPresent(shape -> {
            throw SettingsException.invalid(
                    "image-shape", shape, "only for tables: IDX files have the shape of their images");
        });
    }

    Table applyTo(Table table) {
        Table with = classes.isPresent() ? table.classes(classes.getAsInt()) : table;
        Table labelled = switch (labels) {
            case INFERRED -> with;
            case NAMES -> with.namedLabels();
            case NUMBERS -> with.labelsAre(new Labels.Targets());
        };
        return image.map(shape -> labelled.shape(shape.dims())).orElse(labelled);
    }
}
