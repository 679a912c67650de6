package io.kindling.deploy;

import io.kindling.nn.layer.LayerKinds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Jars of user programs, made of classes of the tests' class path; {@code kindling} itself does not have them. */
public final class ProgramJar {
    private ProgramJar() {}

    /** Writes a jar with classes of a package, whose name ends with a dot. */
    public static Path pack(Path jar, String ofPackage, String... classes) throws IOException {
        return pack(jar, "", ofPackage, classes);
    }

    /** Writes a jar of which one class lists layer kinds. */
    static Path packWithKinds(Path jar, String ofPackage, String layerKinds, String... others) throws IOException {
        return pack(
                jar,
                ofPackage + layerKinds,
                ofPackage,
                Stream.concat(Stream.of(layerKinds), Stream.of(others)).toArray(String[]::new));
    }

    private static Path pack(Path jar, String layerKinds, String ofPackage, String... classes) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            if (!layerKinds.isEmpty()) {
                zip.putNextEntry(new ZipEntry("META-INF/services/" + LayerKinds.class.getName()));
                zip.write(layerKinds.getBytes(StandardCharsets.UTF_8));
            }
            for (String name : classes) {
                String path = (ofPackage + name).replace('.', '/') + ".class";
                zip.putNextEntry(new ZipEntry(path));
                try (InputStream from =
                        Objects.requireNonNull(ProgramJar.class.getClassLoader().getResourceAsStream(path))) {
                    from.transferTo(zip);
                }
            }
        }
        return jar;
    }
}
