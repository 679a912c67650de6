package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The jar for spark-submit, {@code kindling-spark.jar}. */
class SparkJarIT {
    private static final Path JAR = Repository.file("deploy/target/kindling-spark.jar");
    private static final Path FOLDER = Repository.file("deploy/target/kindling");

    private static List<String> names(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    private static List<Path> jars(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    @Test
    void noClass_isAlsoShippedBySpark() throws IOException {
        Set<String> ofSpark = new TreeSet<>();
        for (Path jar : jars("spark/jars")) {
            names(jar).stream()
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .forEach(ofSpark::add);
        }
        List<String> ours =
                names(JAR).stream().filter(name -> name.endsWith(".class")).toList();

        assertThat(ofSpark).contains("org/apache/spark/SparkContext.class", "org/apache/hadoop/fs/FileSystem.class");
        assertThat(ours)
                .contains(
                        "io/kindling/driver/cli/Main.class",
                        "picocli/CommandLine.class",
                        "org/snakeyaml/engine/v2/api/Load.class");
        // Spark has it only together with its Kubernetes client.
        ofSpark.removeIf(name -> name.startsWith("org/snakeyaml/engine/"));
        assertThat(ours).doesNotContainAnyElementsOf(ofSpark);
    }

    @Test
    void natives_areOfOnePlatform() throws IOException {
        assertThat(names(JAR))
                .contains("org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64/libnd4jcpu.so")
                .noneMatch(name -> name.matches(".*\\.(dll|dylib|jnilib|so[.0-9]*)") && !name.contains("linux-x86"));
    }

    @Test
    void jar_isUnsignedAndHasItsServices() throws IOException {
        assertThat(names(JAR))
                .contains("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend")
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"));
    }

    @Test
    void licences_listEachLibrary() throws IOException {
        List<String> names = names(JAR);
        String listed = Files.readString(Repository.file("deploy/src/main/licences/THIRD-PARTY.md"));
        for (Path jar : jars("lib")) {
            String library = jar.getFileName().toString().replaceFirst("-[0-9].*", "");
            if (!library.startsWith("kindling-")) {
                assertThat(listed).containsPattern("\\| " + library + "[ (|]");
            }
        }
        Pattern.compile("`([^`]+[.]txt)`")
                .matcher(listed)
                .results()
                .map(text -> "META-INF/third-party/" + text.group(1))
                .forEach(text -> assertThat(names).contains(text));
        assertThat(names).contains("META-INF/third-party/THIRD-PARTY.md", "META-INF/third-party/Apache-2.0.txt");
    }
}
