package io.kindling.driver.run;

import io.kindling.data.Column;
import io.kindling.io.Location;
import io.kindling.io.Pictures;
import io.kindling.io.Png;
import io.kindling.program.Generation;
import io.kindling.program.Training;
import java.io.IOException;
import java.util.Locale;

/**
 * {@code samples/epoch-001.png}: what a program that generates images makes of always the same random numbers, the first of
 * {@code generate} with the seed of the training.
 */
final class Samples {
    private static final int COUNT = 64;

    private final Location folder;
    private final Training training;

    Samples(Location folder, Training training) {
        this.folder = folder;
        this.training = training;
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
