package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.dataset.RowMeaning;
import io.kindling.driver.internal.dataset.RowMeaning.LabelKind;
import io.kindling.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what the values of rows mean. */
@OptionGroup(Heading.DATA)
public final class MeaningOptions {
    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "Number of classes (default: derived from the labels).")
    private @Nullable Integer classes;

    @Option(
            names = "--label-names",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Labels of a table are names of classes, even those that are numbers (default: names only if none"
                            + " of them is a whole number).")
    private boolean labelNames;

    @Option(
            names = "--label-numbers",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Labels of a table are numbers to predict, even if they are whole numbers (default: whole numbers"
                            + " are classes; with decimals, as in 2.0, if each from 0.0 to the largest is the label of a row).")
    private boolean labelNumbers;

    @Option(
            names = "--image-shape",
            paramLabel = "HEIGHT,WIDTH[,CHANNELS]",
            description =
                    "The features of a row are an image of this shape, stored row by row, the channels of a pixel side"
                            + " by side (default: arrays of arrays have their own shape, other features none).")
    private @Nullable String image;

    /** Returns the settings given by the options. */
    public RowMeaning meaning() {
        if (labelNames && labelNumbers) {
            throw SettingsException.invalid("label-names", true, "not with --label-numbers");
        }
        return new RowMeaning(
                classes == null ? OptionalInt.empty() : OptionalInt.of(classes),
                labelNames ? LabelKind.NAMES : labelNumbers ? LabelKind.NUMBERS : LabelKind.INFERRED,
                Optional.ofNullable(image).map(MeaningOptions::shape));
    }

    private static Shape shape(String text) {
        if (!text.matches("[1-9]\\d{0,6}(,[1-9]\\d{0,6}){1,2}")) {
            throw SettingsException.invalid(
                    "image-shape", text, "height, width and, if there are several, channels, such as 32,32,3");
        }
        return Shape.of(
                Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
    }
}
