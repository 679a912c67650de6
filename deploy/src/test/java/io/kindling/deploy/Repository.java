package io.kindling.deploy;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that these tests were built from. */
final class Repository {
    private static final Path ROOT = find();

    private Repository() {}

    /** Returns the absolute path of a file of the checkout. */
    static Path file(String path) {
        return ROOT.resolve(path);
    }

    private static Path find() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("deploy/bin/kindling"))) {
                return folder;
            }
        }
        throw new IllegalStateException("Cannot find deploy/bin/kindling above " + start + ".");
    }
}
