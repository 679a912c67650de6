package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings of a loop of one's own are seen where README and user guide say that it runs, each once and without settings. */
class WarningsIT {
    private static final Path LIBRARIES = Repository.file("deploy/target/kindling");

    /** The provider of logging in the example project. */
    private static final Pattern PROVIDER =
            Pattern.compile("<artifactId>(slf4j-[a-z0-9]+)</artifactId>\\s*<version>([^<]+)</version>");

    private static final String LOOP = """
            import io.kindling.autodiff.GradientTape;
            import io.kindling.autodiff.Variable;
            import io.kindling.autodiff.op.Ops;
            import io.kindling.nn.optimizer.SGD;
            import io.kindling.tensor.Tensor;
            import java.util.List;

            public class Loop {
                public static void main(String[] args) {
                    Variable near = new Variable("near", Tensor.of(new float[] {3}, 1), Variable.Trainable.YES);
                    Variable far = new Variable("far", Tensor.of(new float[] {4}, 1), Variable.Trainable.YES);
                    try (GradientTape tape = GradientTape.open()) {
                        tape.watch(Tensor.of(new int[] {5}, 1));
                        Tensor loss = Ops.square(near.read());
                        SGD.of(0.5).apply(tape.gradient(loss, List.of(near, far)), List.of(near, far));
                    }
                    System.out.println("near: " + near.read().item());
                }
            }
            """;

    @TempDir
    Path folder;

    private void assertWarns(String classPath) throws IOException {
        Path source = Files.writeString(folder.resolve("Loop.java"), LOOP);
        KindlingResult result = KindlingProcess.in(folder)
                .through(Path.of("java"))
                .run("-cp", classPath, source.toString())
                .exitsWith(0);
        assertThat(result.output()).isEqualTo("near: 0.0\n");
        List<String> lines = result.error().lines().toList();
        assertThat(lines).filteredOn(line -> line.contains("WARN")).hasSize(2);
        assertThat(lines).anyMatch(line -> line.contains("far")).noneMatch(line -> line.contains("SLF4J"));
    }

    @Test
    void loopOnTheClassPathOfTheReadme_warns() throws IOException {
        assertThat(Files.readString(Repository.file("README.md")))
                .contains("-cp 'deploy/target/kindling/lib/*:deploy/target/kindling/spark/jars/*'");
        assertWarns(LIBRARIES + "/lib/*:" + LIBRARIES + "/spark/jars/*");
    }

    /** The class path that Maven gives to the example project: what Kindling brings without Spark, and the project's provider. */
    @Test
    void loopOfTheExampleProject_warns() throws IOException {
        String pom = Files.readString(Repository.file("deploy/example-project/pom.xml"));
        Matcher provider = PROVIDER.matcher(pom);
        assertThat(provider.find()).as(pom).isTrue();
        Path jar = Path.of(
                System.getProperty("maven.repository"),
                "org/slf4j",
                provider.group(1),
                provider.group(2),
                provider.group(1) + "-" + provider.group(2) + ".jar");
        try (Stream<Path> lib = Files.list(LIBRARIES.resolve("lib"));
                Stream<Path> spark = Files.list(LIBRARIES.resolve("spark/jars"))) {
            String kindling = Stream.concat(lib, spark)
                    .map(Path::toString)
                    .filter(file -> !file.matches(".*/(spark|scala|log4j|kindling-(worker|driver|logging))[^/]*"))
                    .collect(Collectors.joining(":"));
            assertWarns(kindling + ":" + jar);
        }
    }

    /** Libraries leave logging to the project: the jar for spark-submit has neither a provider nor a configuration. */
    @Test
    void jarForSparkSubmit_leavesLoggingToSpark() throws IOException {
        KindlingResult names = KindlingProcess.in(folder)
                .through(Path.of("jar"))
                .run("tf", Repository.file("deploy/target/kindling-spark.jar").toString())
                .exitsWith(0);
        assertThat(names.output())
                .contains("io/kindling/driver/cli/Main.class")
                .doesNotContain("log4j2.properties", "simplelogger.properties", "SLF4JServiceProvider");
    }
}
