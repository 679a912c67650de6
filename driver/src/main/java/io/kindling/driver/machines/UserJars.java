package io.kindling.driver.machines;

import io.kindling.driver.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/** Jars of the user's, whose classes this thread finds by name while they are open; threads it starts inherit that. */
public final class UserJars implements AutoCloseable {
    private final ClassLoader before;
    private final URLClassLoader classes;

    private UserJars(ClassLoader before, URLClassLoader classes) {
        this.before = before;
        this.classes = classes;
    }

    /** @throws SettingsException where one is missing or is no jar */
    public static UserJars open(List<String> paths) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        URL[] urls = paths.stream().map(UserJars::checked).toArray(URL[]::new);
        URLClassLoader classes = new URLClassLoader("jars of the user's", urls, before);
        Thread.currentThread().setContextClassLoader(classes);
        return new UserJars(before, classes);
    }

    private static URL checked(String path) {
        Path file = Path.of(path);
        if (!Files.isRegularFile(file)) {
            throw SettingsException.invalid(
                    "--jar", path, Files.exists(file) ? "a jar, not a folder" : "there is no such file");
        }
        try {
            new ZipFile(file.toFile()).close();
            return file.toUri().toURL();
        } catch (IOException notZip) {
            throw new SettingsException("Invalid --jar: " + path + " (not a jar: " + notZip.getMessage() + ")", notZip);
        }
    }

    /** Takes them away from this thread. */
    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
        try {
            classes.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot close the jars of the user's.", failed);
        }
    }
}
