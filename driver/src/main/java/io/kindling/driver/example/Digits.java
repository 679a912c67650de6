package io.kindling.driver.example;

import static io.kindling.autodiff.op.Shaping.reshape;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;

/** The guide's data: vectors of 784 pixels, each 0 to 255, and a class a row. */
final class Digits {
    /** From the top of the checkout, where the examples are meant to be run. */
    private static final String BUNDLED_SAMPLE = "deploy/data/fashion-mnist";

    private Digits() {}

    /**
     * Training rows, and the last 10,000 to validate with: a sixth of the bundled sample.
     *
     * @param args the path of a folder of IDX files; the bundled sample where there is none
     */
    static Split<Examples> read(String[] args) {
        String folder = args.length > 0 ? args[0] : BUNDLED_SAMPLE;
        Examples images = IdxFolder.open(Location.of(folder)).training().readAll();
        Examples digits = images.map(pixels -> reshape(pixels, -1, 784));
        return digits.split(Split.defaultValidation(digits.count()));
    }
}
