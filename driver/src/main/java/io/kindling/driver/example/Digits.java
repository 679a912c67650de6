package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.reshape;

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

/** The guide's data: rows of 784 pixels, each from 0 to 255, with a class. */
final class Digits {
    /** The bundled data set's folder, relative to the checkout and to its folder {@code deploy}. */
    private static final List<String> FOLDERS = List.of("deploy/data/fashion-mnist", "data/fashion-mnist");

    private static final String NOT_FOUND =
            "Cannot find the bundled data set: no folder above these classes has it. Pass a folder of IDX files.";

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
        Examples training = folder.training().readAll();
        Examples test = folder.test().readAll();
        return Examples.of(
                Column.concat(List.of(training.features(), test.features())),
                Column.concat(
                        List.of(training.labels().orElseThrow(), test.labels().orElseThrow())));
    }

    private static IdxFolder folder(String[] args) {
        return IdxFolder.open(Location.of(args.length > 0 ? args[0] : bundledDataSet()));
    }

    /** Finds the folder from the location of this class, so that the examples run in any current folder. */
    private static String bundledDataSet() {
        try {
            URI classes = Digits.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            for (Path folder = Path.of(classes); folder != null; folder = folder.getParent()) {
                for (String name : FOLDERS) {
                    if (Files.isDirectory(folder.resolve(name))) {
                        return folder.resolve(name).toString();
                    }
                }
            }
        } catch (URISyntaxException unusual) {
            throw new DataException(NOT_FOUND, unusual);
        }
        throw new DataException(NOT_FOUND);
    }
}
