package io.kindling.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Kindling's version and platform, as the build wrote them. */
public final class Version {
    /** Without a snapshot's suffix. */
    public static final String NUMBER = read("version").replace("-SNAPSHOT", "");

    /** The platform whose native libraries came along, such as {@code linux-x86_64}. */
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
