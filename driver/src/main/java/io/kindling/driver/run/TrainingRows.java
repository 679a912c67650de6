package io.kindling.driver.run;

import io.kindling.data.DataException;
import io.kindling.nn.Config;
import io.kindling.program.DataSchema;
import io.kindling.worker.IdxRows.Part;
import java.util.OptionalInt;

/**
 * The rows of a training run, checked on this machine before anything else is started: files whole, labels in range.
 *
 * @param training rows to train on
 * @param validation rows to validate with, perhaps none
 * @param schema what a row looks like, and how many classes there are
 */
public record TrainingRows(RowRange training, RowRange validation, DataSchema schema) {
    /** @throws DataException where the data cannot be used */
    public static TrainingRows open(DataSettings settings) {
        DataFolder folder = DataFolder.open(settings.path(), settings.hadoop());
        RowRange all = folder.all(Part.TRAIN);
        long validation = settings.validation().of(all.count());
        long end = all.count() - validation;
        long limited = Math.min(settings.limit().orElse(end), end);
        RowRange training = new RowRange(folder, Part.TRAIN, 0, limited);
        if (training.count() == 0) {
            throw new DataException("Cannot train on " + folder + ": it has no training rows.");
        }
        DataSchema schema = all.schema(classes(folder, settings.classes()));
        if (folder.hasTest()) {
            requireSameRows(folder, schema, folder.all(Part.TEST).schema(schema.classes()));
        }
        return new TrainingRows(training, new RowRange(folder, Part.TRAIN, end, all.count()), schema);
    }

    private static void requireSameRows(DataFolder folder, DataSchema training, DataSchema test) {
        if (!training.featureShape().equals(test.featureShape())) {
            throw new DataException("Cannot use the images in " + folder + ": those to train on are "
                    + training.featureShape() + ", those to test with " + test.featureShape() + ".");
        }
    }

    /**
     * As many classes as the labels name. Where the folder has rows to test with, their labels must name as many: a label
     * that only one of the files has is more often damage than a class.
     */
    private static int classes(DataFolder folder, OptionalInt stated) {
        RowRange training = folder.all(Part.TRAIN);
        if (stated.isPresent()) {
            training.requireLabelsBelow(stated.getAsInt());
            return stated.getAsInt();
        }
        int classes = training.source().classes();
        if (folder.hasTest()) {
            RowRange test = folder.all(Part.TEST);
            int inTest = test.source().classes();
            requireKnown(training, inTest, classes);
            requireKnown(test, classes, inTest);
        }
        return classes;
    }

    private static void requireKnown(RowRange rows, int known, int found) {
        try {
            rows.requireLabelsBelow(known);
        } catch (DataException stray) {
            throw new DataException(
                    stray.getMessage() + ", as the folder's other labels have it. If there are more, say --classes "
                            + found + ".",
                    stray);
        }
    }

    /** How to find the same rows again. */
    Config asConfig() {
        return Config.of(
                "format", "idx",
                "path", training.folder().toString(),
                "uri", training.folder().uri(),
                "training_rows", training.count(),
                "validation_rows", validation.count(),
                "rows", validation.to());
    }
}
