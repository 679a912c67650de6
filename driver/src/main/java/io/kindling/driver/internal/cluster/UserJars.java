package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.SettingsException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * The user's jars. While they are open, their class loader is the context class loader of this thread, and of threads that it
 * starts.
 */
public final class UserJars implements AutoCloseable {
    private final ClassLoader before;
    private final URLClassLoader classes;

    private UserJars(ClassLoader before, URLClassLoader classes) {
        this.before = before;
        this.classes = classes;
    }

    /** @throws SettingsException if a file is missing or is not a jar */
    public static UserJars open(List<String> paths) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        URL[] urls = paths.stream().map(UserJars::checked).toArray(URL[]::new);
        URLClassLoader classes = new URLClassLoader("user jars", urls, before);
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

    /** Restores this thread's previous context class loader. */
    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
        try {
            classes.close();
        } catch (IOException ignored) {
            // The jars were only read.
        }
    }
}
