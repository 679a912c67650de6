package io.kindling.io;

import io.kindling.data.DataException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Known data sets. */
public final class Datasets {
    /** The bundled data set's folder, relative to the checkout and to its folder {@code deploy}. */
    private static final List<String> FOLDERS = List.of("deploy/data/fashion-mnist", "data/fashion-mnist");

    private static final String NOT_FOUND =
            "Cannot find the bundled data set: no folder above these classes has it. Pass a folder of IDX files.";

    private Datasets() {}

    /**
     * Fashion-MNIST, or another data set with MNIST's files, such as MNIST itself: uint8 images (28, 28), int32 classes.
     *
     * @param folder a path or URI
     * @throws DataException if there is no such folder
     */
    public static IdxFolder fashionMnist(String folder) {
        return IdxFolder.open(Location.of(folder));
    }

    /**
     * The subset of Fashion-MNIST that is bundled with a checkout of Kindling, in whatever current folder.
     *
     * @throws DataException if these classes are not below a checkout
     */
    public static IdxFolder fashionMnist() {
        try {
            URI classes = Datasets.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            for (Path folder = Path.of(classes); folder != null; folder = folder.getParent()) {
                for (String name : FOLDERS) {
                    if (Files.isDirectory(folder.resolve(name))) {
                        return fashionMnist(folder.resolve(name).toString());
                    }
                }
            }
        } catch (URISyntaxException unusual) {
            throw new DataException(NOT_FOUND, unusual);
        }
        throw new DataException(NOT_FOUND);
    }
}
