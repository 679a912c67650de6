package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error in a user's program is reported in one line, with its exit code. */
class BadProgramIT {
    private static final String PACKAGE = "com.acme.wrong.";

    @TempDir
    static Path folder;

    /** The first command after a build prints one more line, because it creates the class-data-sharing archive. */
    @BeforeAll
    static void runOneCommand(@TempDir Path elsewhere) {
        KindlingProcess.in(elsewhere).run("--version").exitsWith(0);
    }

    @BeforeAll
    static void pack() throws IOException {
        ProgramJar.packWithKinds(
                folder.resolve("programs.jar"),
                PACKAGE,
                "ListsItsLayer",
                "NoProgram",
                "ThrowsInDefine",
                "BuildsDifferently",
                "HaltsInPhase",
                "ThrowsInPhase",
                "ThrowsInPhase$OutOfIdeas",
                "HasPartsOfItsOwn",
                "HasPartsOfItsOwn$WithoutConfig",
                "HasPartsOfItsOwn$Here",
                "HasPartsOfItsOwn$Tenths",
                "HasItsLayer",
                "Tagged");
        ProgramJar.pack(folder.resolve("without-layer.jar"), PACKAGE, "HasItsLayer");
    }

    private static KindlingResult train(String program, String jar, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", PACKAGE + program, "--jar", jar, "--limit", "640", "--epochs", "1"));
        arguments.addAll(List.of(more));
        return KindlingProcess.in(folder).run(arguments.toArray(String[]::new));
    }

    private static void assertFails(KindlingResult result, int exitCode, String message) {
        result.exitsWith(exitCode);
        assertThat(result.output()).isEmpty();
        assertThat(result.error()).startsWith("kindling: " + message).hasLineCount(1);
    }

    @Test
    void missingJar_endsWith2() {
        assertFails(train("NoProgram", "nowhere.jar"), 2, "Invalid --jar: nowhere.jar (there is no such file)");
    }

    @Test
    void jarWithoutTheClass_endsWith2() {
        assertFails(
                train("Nowhere", "programs.jar", "--master", "none"),
                2,
                "Cannot find program class com.acme.wrong.Nowhere: it is neither on the class path nor in a jar given"
                        + " with --jar.");
    }

    @Test
    void classThatIsNotAProgram_endsWith2() {
        assertFails(
                train("NoProgram", "programs.jar", "--master", "none"),
                2,
                "Cannot build program com.acme.wrong.NoProgram: the class does not implement"
                        + " io.kindling.program.Program.");
    }

    @Test
    void defineThatThrows_endsWith2AndReportsTheLine() {
        KindlingResult result = train("ThrowsInDefine", "programs.jar", "--master", "none");
        assertFails(
                result,
                2,
                "Cannot build program com.acme.wrong.ThrowsInDefine: java.lang.IllegalStateException: no plan (at"
                        + " ThrowsInDefine.java:");
    }

    @Test
    void programThatBuildsDifferently_endsWith2AndReportsTheFirstDifference() {
        assertFails(
                train("BuildsDifferently", "programs.jar", "--master", "none"),
                2,
                "Cannot run program com.acme.wrong.BuildsDifferently: building it twice gave different things: in"
                        + " model 'm' weight ");
    }

    /** In Spark's threads, and in executor processes that get the classes only from {@code --jar}. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "local[2]", "local-cluster[2,1,1024]"})
    void phaseThatThrows_endsWith5AndReportsProgramPhaseStepShardAndLine(String master) throws IOException {
        KindlingResult result = train(
                        "ThrowsInPhase", "programs.jar", "--master", master, "--output", "thrown-" + master)
                .exitsWith(5);
        assertThat(result.output()).isEmpty();
        // The phase uses its step number, so it is not compiled; one line says so.
        String otherLines = result.error().replaceFirst(".*Phase 'guess' is computed operation by operation.*", "");
        assertThat(otherLines).doesNotContain("\tat ", "WARN", "ERROR");
        List<String> messages = result.error()
                .lines()
                .filter(line -> line.startsWith("kindling: "))
                .toList();
        assertThat(messages).hasSize(1);
        assertThat(error("thrown-" + master).get("message").asText())
                .isEqualTo(messages.get(0).substring("kindling: ".length()));
        assertThat(messages.get(0))
                .matches("kindling: Cannot compute phase 'guess' at epoch 1, step 3, shard 0 of program"
                        + " com\\.acme\\.wrong\\.ThrowsInPhase:"
                        + " com\\.acme\\.wrong\\.ThrowsInPhase\\$OutOfIdeas: no idea"
                        + " \\(at ThrowsInPhase\\.java:\\d+\\).*");
    }

    /** Spark's exceptions are checked, and no signature declares them. */
    @Test
    void failedSparkJob_endsWith5AndIsInResultJson() throws IOException {
        KindlingResult result = train(
                        "HaltsInPhase",
                        "programs.jar",
                        "--master",
                        "local-cluster[1,1,1024]",
                        "--conf",
                        "spark.task.maxFailures=1",
                        "--output",
                        "halted")
                .exitsWith(5);
        assertThat(error("halted").get("exit").asInt()).isEqualTo(5);
        assertThat(result.error())
                .contains("kindling: " + error("halted").get("message").asText());
    }

    /** Returns the error in the result of a run. */
    private static JsonNode error(String output) throws IOException {
        Path file = folder.resolve(output).resolve("result.json");
        assertThat(file).exists();
        return new ObjectMapper().readTree(file.toFile()).get("error");
    }

    @Test
    void modelWhoseLayerIsNotInTheJar_endsWith4() {
        KindlingResult trained = train("HasItsLayer", "programs.jar", "--master", "none", "--output", "trained")
                .exitsWith(0);
        assertThat(trained.error()).contains("program com.acme.wrong.HasItsLayer declares no evaluation");
        KindlingResult result = KindlingProcess.in(folder)
                .run("evaluate", "--model", "trained/model", "--jar", "without-layer.jar", "--master", "none");
        assertFails(result, 4, "Cannot ");
        assertThat(result.error()).contains("com.acme>Tagged", "--jar");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        without-config  | Cannot describe layer 'last' (WithoutConfig): it does not define its config. Override config()
        registered-here | Cannot build m/last: no jar lists layer kind 'com.acme>Here'. List it in a LayerKinds
        """)
    void layerThatCouldNotBeReadAgain_endsWith2BeforeTheFirstStep(String layer, String reason) {
        KindlingResult result = train(
                "HasPartsOfItsOwn", "programs.jar", "--master", "none", "--set", "layer=" + layer, "--output", layer);
        assertFails(
                result,
                2,
                "Cannot train program com.acme.wrong.HasPartsOfItsOwn, whose models could not be saved and read again: "
                        + reason);
        assertThat(folder.resolve(layer)).doesNotExist();
    }

    @Test
    void modelWhoseInitializerNoJarLists_isReadAndEvaluated() {
        train("HasPartsOfItsOwn", "programs.jar", "--master", "none", "--set", "layer=listed", "--output", "own")
                .exitsWith(0);
        KindlingProcess.in(folder)
                .run("evaluate", "--model", "own/model", "--jar", "programs.jar", "--master", "none")
                .exitsWith(0);
    }
}
