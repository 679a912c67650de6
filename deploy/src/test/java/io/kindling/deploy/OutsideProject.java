package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a project outside this repository in a folder of the test, built by Maven against the artifacts of this checkout. */
record OutsideProject(Path folder) {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    /** Copies {@code deploy/NAME} into a folder of this name. */
    static OutsideProject in(Path folder, String name) throws IOException {
        Path original = Repository.file("deploy/" + name);
        return copy(original, folder.resolve(name));
    }

    private static OutsideProject copy(Path original, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = original.relativize(file);
                if (!relative.startsWith("target")) {
                    Path copy = folder.resolve(relative);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        return new OutsideProject(folder);
    }

    /** Builds its artifact against those of this checkout, and installs it for projects beside this one. */
    Path build(String artifact) throws IOException {
        Path repository = folder.resolveSibling("repository");
        if (!Files.exists(repository)) {
            fill(repository);
        }
        Path config = Files.createDirectories(folder.resolve(".mvn")).resolve("maven.config");
        Files.writeString(config, "-B -q -o -Dmaven.repo.local=" + repository + "\n");
        KindlingProcess.in(folder).through(Path.of("mvn")).run("package").exitsWith(0);
        Path jar = folder.resolve("target/" + artifact + ".jar");
        assertThat(jar).exists();
        Path group = Files.createDirectories(repository.resolve("com/acme"));
        Path version = install(group, artifact, "1.0", folder.resolve("pom.xml"));
        Files.copy(jar, version.resolve(artifact + "-1.0.jar"));
        return jar;
    }

    /** Fills a repository with what {@code mvn install} would have installed, and with links to all else. */
    private static void fill(Path repository) throws IOException {
        linkOthers(repository);
        Path kindling = Files.createDirectories(repository.resolve("io/kindling"));
        install(kindling, "kindling", VERSION, Repository.file("pom.xml"));
        for (String module : List.of("common", "worker", "driver")) {
            String artifact = "kindling-" + module;
            Path folderOfVersion = install(kindling, artifact, VERSION, Repository.file(module + "/pom.xml"));
            String jar = artifact + "-" + VERSION + ".jar";
            Files.copy(Repository.file(module + "/target/" + jar), folderOfVersion.resolve(jar));
        }
    }

    /** Links to everything in the machine's repository except Kindling, so that nothing of this build ends up there. */
    private static void linkOthers(Path repository) throws IOException {
        Path original = Path.of(System.getProperty("maven.repository"));
        Files.createDirectories(repository.resolve("io"));
        Files.createDirectories(repository.resolve("com"));
        link(original, repository, "io", "com");
        link(original.resolve("com"), repository.resolve("com"), "acme");
        link(original.resolve("io"), repository.resolve("io"), "kindling");
    }

    private static void link(Path from, Path to, String... except) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                String name = child.getFileName().toString();
                if (!List.of(except).contains(name)) {
                    Files.createSymbolicLink(to.resolve(name), child);
                }
            }
        }
    }

    private static Path install(Path group, String artifact, String version, Path pom) throws IOException {
        Path folder = Files.createDirectories(group.resolve(artifact).resolve(version));
        Files.copy(pom, folder.resolve(artifact + "-" + version + ".pom"));
        return folder;
    }
}
