package io.kindling.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The checkout that these tests were built from. */
public final class Repository {
    private static final Path ROOT = find();
    /** Folders of what builds, runs and editors leave, as in .gitignore. */
    private static final Set<String> UNTRACKED = Set.of("target", "runs", "metastore_db", "spark-warehouse");

    private static final Set<String> TRACKED_HIDDEN = Set.of(".ci", ".gitignore", ".mvn");

    private Repository() {}

    /** Returns the absolute path of a file of the checkout. */
    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    /**
     * Reads every text file of the checkout.
     *
     * @return the content of each file, by its path from the root, in the order of paths
     */
    static Map<String, String> textFiles() {
        Map<String, String> texts = new TreeMap<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(ROOT) || isTracked(folder.getFileName().toString())
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (isTracked(file.getFileName().toString())) {
                        try {
                            texts.put(ROOT.relativize(file).toString(), Files.readString(file));
                        } catch (CharacterCodingException binary) {
                            // Not a text.
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return texts;
    }

    private static boolean isTracked(String name) {
        return !UNTRACKED.contains(name) && (!name.startsWith(".") || TRACKED_HIDDEN.contains(name));
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
