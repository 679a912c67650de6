package io.kindling.worker.internal.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Kindling's version and platform, recorded at build time. */
public final class Version {
    /** The version without the {@code -SNAPSHOT} suffix. */
    public static final String NUMBER = read("version").replace("-SNAPSHOT", "");

    /** The platform of the bundled native libraries, such as {@code linux-x86_64}. */
    public static final String PLATFORM = read("platform");

    private Version() {}

    private static String read(String name) {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name);
    }
}
