package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.reshape;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.io.Datasets;
import io.kindling.io.IdxFolder;

/** The guide's data: rows of 784 pixels, each from 0 to 255, with a class. */
final class Digits {
    private Digits() {}

    /**
     * Reads the training rows and holds out the last ones for validation: 10,000, or a sixth of smaller sets such as the
     * bundled one.
     *
     * @param args the path of a folder of IDX files; by default the bundled data set
     */
    static Split<Examples> read(String[] args) {
        Examples images = folder(args).training().readAll();
        Examples digits = images.map(pixels -> reshape(pixels, -1, 784));
        return digits.split(Split.defaultValidation(digits.count()));
    }

    /**
     * Reads training and test rows together, as the guide's GAN does.
     *
     * @param args the path of a folder of IDX files; by default the bundled data set
     */
    static Examples all(String[] args) {
        IdxFolder folder = folder(args);
        return folder.training().concat(folder.test()).readAll();
    }

    private static IdxFolder folder(String[] args) {
        return args.length > 0 ? Datasets.fashionMnist(args[0]) : Datasets.fashionMnist();
    }
}
