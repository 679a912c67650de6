package io.kindling.driver.example;

import static io.kindling.autodiff.op.Shaping.reshape;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The guide's data: vectors of 784 pixels, each 0 to 255, and a class a row. */
final class Digits {
    /** In the top of the checkout, and in what is built from it. */
    private static final List<String> SAMPLES = List.of("deploy/data/fashion-mnist", "data/fashion-mnist");

    private static final String NO_SAMPLE =
            "Cannot find the bundled sample: it is in no folder above these classes. Give a folder of IDX files.";

    private Digits() {}

    /**
     * Training rows, and the last 10,000 to validate with: a sixth of the bundled sample.
     *
     * @param args the path of a folder of IDX files; the bundled sample where there is none
     */
    static Split<Examples> read(String[] args) {
        Examples images = folder(args).training().readAll();
        Examples digits = images.map(pixels -> reshape(pixels, -1, 784));
        return digits.split(Split.defaultValidation(digits.count()));
    }

    /**
     * Training and test rows together, as the guide's GAN takes them.
     *
     * @param args the path of a folder of IDX files; the bundled sample where there is none
     */
    static Examples all(String[] args) {
        IdxFolder folder = folder(args);
        Examples training = folder.training().readAll();
        Examples test = folder.test().readAll();
        return Examples.of(
                Column.concat(List.of(training.features(), test.features())),
                Column.concat(
                        List.of(training.labels().orElseThrow(), test.labels().orElseThrow())));
    }

    private static IdxFolder folder(String[] args) {
        return IdxFolder.open(Location.of(args.length > 0 ? args[0] : bundledSample()));
    }

    /** Found from where this class is, so that the examples run from any folder. */
    private static String bundledSample() {
        try {
            URI classes = Digits.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            for (Path folder = Path.of(classes); folder != null; folder = folder.getParent()) {
                for (String sample : SAMPLES) {
                    if (Files.isDirectory(folder.resolve(sample))) {
                        return folder.resolve(sample).toString();
                    }
                }
            }
        } catch (URISyntaxException unusual) {
            throw new DataException(NO_SAMPLE, unusual);
        }
        throw new DataException(NO_SAMPLE);
    }
}
