package io.kindling.driver.run;

import io.kindling.data.Column;
import io.kindling.io.Location;
import io.kindling.io.Pictures;
import io.kindling.io.Png;
import io.kindling.program.Generation;
import io.kindling.program.Training;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * {@code samples/epoch-001.png}: what a program that generates images makes of always the same random numbers, the first of
 * {@code generate} with the seed of the training.
 */
final class Samples {
    private static final int COUNT = 64;

    private final Location folder;
    private final Training training;
    private final Consumer<String> notes;

    /** @param notes hears why there are none, where a program generates something else than pictures */
    Samples(Location folder, Training training, Consumer<String> notes) {
        this.folder = folder;
        this.training = training;
        this.notes = notes;
    }

    /** Draws them after an epoch; nothing where the program generates no pictures. */
    void draw(int epoch) {
        if (!training.program().hasGeneration()) {
            return;
        }
        training.models();
        Column images =
                new Generation(training.program(), training.program().spec().seed()).rows(COUNT);
        if (!Pictures.fit(images.rowShape())) {
            if (epoch == 0) {
                notes.accept("No samples are drawn: what is generated has rows of " + images.rowShape()
                        + ", a picture is (height, width) or has 1 or 3 channels.");
            }
            return;
        }
        Location file = folder.child(String.format(Locale.ROOT, "epoch-%03d.png", epoch + 1));
        try {
            folder.makeFolder();
            Png.write(Pictures.of(images).grid(), file);
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }
}
