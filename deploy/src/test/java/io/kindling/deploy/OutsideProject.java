package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of {@code deploy/example-project} in a folder of the test, built by Maven against the artifacts of this checkout. */
record OutsideProject(Path folder) {
    private static final Path ORIGINAL = Repository.file("deploy/example-project");
    private static final String VERSION = "0.1.0-SNAPSHOT";

    static OutsideProject in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(ORIGINAL)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = ORIGINAL.relativize(file);
                if (!relative.startsWith("target")) {
                    Path copy = folder.resolve(relative);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        return new OutsideProject(folder);
    }

    Path jar() {
        return folder.resolve("target/my-program.jar");
    }

    /** Builds it against the artifacts of this checkout. */
    OutsideProject build() throws IOException {
        useOwnRepository();
        KindlingProcess.in(folder).through(Path.of("mvn")).run("package").exitsWith(0);
        assertThat(jar()).exists();
        return this;
    }

    /** Makes Maven use, offline, a repository beside the project that holds what {@code mvn install} would have installed. */
    private void useOwnRepository() throws IOException {
        Path repository = folder.resolveSibling("repository");
        linkOthers(repository);
        Path kindling = Files.createDirectories(repository.resolve("io/kindling"));
        install(kindling, "kindling", Repository.file("pom.xml"));
        for (String module : List.of("common", "worker", "driver")) {
            String artifact = "kindling-" + module;
            Path folderOfVersion = install(kindling, artifact, Repository.file(module + "/pom.xml"));
            String jar = artifact + "-" + VERSION + ".jar";
            Files.copy(Repository.file(module + "/target/" + jar), folderOfVersion.resolve(jar));
        }
        Path config = Files.createDirectories(folder.resolve(".mvn")).resolve("maven.config");
        Files.writeString(config, "-B -q -o -Dmaven.repo.local=" + repository + "\n");
    }

    /** Links to everything in the machine's repository except Kindling, so that nothing of this build ends up there. */
    private static void linkOthers(Path repository) throws IOException {
        Path original = Path.of(System.getProperty("maven.repository"));
        Files.createDirectories(repository.resolve("io"));
        link(original, repository, "io");
        link(original.resolve("io"), repository.resolve("io"), "kindling");
    }

    private static void link(Path from, Path to, String except) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (!name.equals(except)) {
                    Files.createSymbolicLink(to.resolve(name), child);
                }
            }
        }
    }

    private static Path install(Path group, String artifact, Path pom) throws IOException {
        Path version = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
        Files.copy(pom, version.resolve(artifact + "-" + VERSION + ".pom"));
        return version;
    }
}
