package io.kindling.driver.internal.run;

import io.kindling.data.Column;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.ImageEncoding;
import io.kindling.io.Location;
import io.kindling.io.Png;
import io.kindling.program.internal.replica.Generation;
import io.kindling.train.Training;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Writes {@code samples/epoch-001.png} and so on: the images that a program generates after each epoch, always from the same
 * random numbers. They are the first images of {@code generate} with the seed of the training.
 */
final class EpochImages {
    private static final int COUNT = 64;

    private final Location folder;
    private final Training training;
    private final Consumer<String> notes;

    /** @param notes receives a message if the program generates something other than images */
    EpochImages(Location folder, Training training, Consumer<String> notes) {
        this.folder = folder;
        this.training = training;
        this.notes = notes;
    }

    private static String name(int epoch) {
        return String.format(Locale.ROOT, "epoch-%03d.png", epoch + 1);
    }

    /** Copies the images of the first epochs from one folder to another, as far as there are any. */
    static void copy(int epochs, Location from, Location to) throws IOException {
        for (int epoch = 0; epoch < epochs; epoch++) {
            Location image = from.child(name(epoch));
            if (image.exists()) {
                to.createFolder();
                image.copyTo(to.child(name(epoch)));
            }
        }
    }

    /** Writes the images of an epoch; does nothing if the program generates no images. */
    void draw(int epoch) {
        if (!training.program().hasGeneration()) {
            return;
        }
        training.models();
        Column images =
                new Generation(training.program(), training.program().spec().seed()).rows(COUNT);
        if (!ImageEncoding.fit(images.rowShape())) {
            if (epoch == 0) {
                notes.accept("No sample images: the program generates rows of " + images.rowShape()
                        + "; images are (height, width), or (height, width, channels) with 1 or 3 channels.");
            }
            return;
        }
        Location file = folder.child(name(epoch));
        try {
            folder.createFolder();
            Png.write(ImageEncoding.of(images).grid(), file);
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }
}
