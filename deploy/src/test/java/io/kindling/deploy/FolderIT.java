package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The assembled folder: Kindling's libraries beside a Spark home. */
class FolderIT {
    private static final Path FOLDER = Repository.file("deploy/target/kindling");

    @Test
    void eachLibrary_occursOnce() throws IOException {
        List<String> jars =
                Stream.concat(jars("lib").stream(), jars("spark/jars").stream()).toList();

        assertThat(jars).hasSizeGreaterThan(200);
        assertThat(jars).extracting(FolderIT::withoutVersion).doesNotHaveDuplicates();
    }

    @Test
    void librariesOfSpark_areInItsHome() throws IOException {
        assertThat(jars("spark/jars"))
                .anyMatch(jar -> jar.startsWith("spark-sql_"))
                .anyMatch(jar -> jar.startsWith("jackson-databind-"))
                .anyMatch(jar -> jar.startsWith("hadoop-client-runtime-"))
                .anyMatch(jar -> jar.startsWith("slf4j-api-"))
                .noneMatch(jar -> jar.startsWith("kindling-") || jar.startsWith("nd4j-"));
    }

    @Test
    void natives_areOfOnePlatform() throws IOException {
        assertThat(jars("lib"))
                .anyMatch(jar -> jar.startsWith("kindling-driver-"))
                .anyMatch(jar -> jar.matches("nd4j-native-[0-9].*-linux-x86_64.jar"))
                .noneMatch(jar -> jar.matches(".*-(windows|macosx|android|ios|linux-(arm|ppc|aarch)).*"))
                .noneMatch(jar -> jar.startsWith("junit-") || jar.startsWith("assertj-"));
    }

    @Test
    void billOfMaterials_namesEveryLibrary() throws IOException {
        Path file = FOLDER.resolve("bom.json");
        Assumptions.assumeTrue(Files.exists(file), "built offline, without a bill of materials");
        JsonNode bill = new ObjectMapper().readTree(file.toFile());
        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        Set<String> named = StreamSupport.stream(bill.get("components").spliterator(), false)
                .map(component -> component.get("name").asText() + "-"
                        + component.get("version").asText())
                .collect(Collectors.toSet());

        List<String> jars =
                Stream.concat(jars("lib").stream(), jars("spark/jars").stream()).toList();
        // A file of settings of this repository, no library.
        assertThat(jars)
                .filteredOn(jar -> !jar.equals("kindling-logging.jar"))
                .allMatch(jar -> named.stream().anyMatch(jar::startsWith));
    }

    private static List<String> jars(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /**
     * Returns {@code netty-codec-linux-x86_64} for {@code netty-codec-4.2.7.Final-linux-x86_64.jar}. ND4J's {@code -M2.1}
     * stays: its guava and jackson are copies shaded into packages of its own.
     */
    private static String withoutVersion(String jar) {
        return jar.replaceFirst("-[0-9][0-9A-Za-z.]*(-SNAPSHOT|-1\\.5\\.7|-jre)?", "")
                .replace(".jar", "");
    }
}
