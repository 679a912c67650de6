package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.spark.SparkRunner;
import io.kindling.train.Runner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What users write. Code that they have or copy names no internal type: the example project, the examples, and the code in
 * pages. What they would write by mistake does not compile.
 */
class UserCodeTest {
    private static final Pattern INTERNAL = Pattern.compile("\\bio\\.kindling(?:\\.\\w+)*\\.internal\\b[\\w.*]*");
    private static final Pattern FENCED_JAVA = Pattern.compile("(?ms)^```java\\b.*?^```$");

    private static Map<String, String> userCode() {
        Map<String, String> code = new TreeMap<>();
        Repository.textFiles().forEach((path, text) -> {
            if (path.matches(
                    "deploy/(example-project(-on-spark)?|src/test/java/com/acme)/.*|driver/src/main/java/.*/example/.*")) {
                code.put(path, text);
            } else if (path.endsWith(".md")) {
                code.put(path, fencedJava(text));
            }
        });
        return code;
    }

    private static String fencedJava(String page) {
        return FENCED_JAVA.matcher(page).results().map(MatchResult::group).collect(Collectors.joining("\n"));
    }

    private static List<String> internals(String code) {
        return INTERNAL.matcher(code).results().map(MatchResult::group).toList();
    }

    @Test
    void userCode_namesNoInternalType() {
        Map<String, String> code = userCode();

        assertThat(code)
                .containsKeys(
                        "deploy/example-project/src/main/java/com/acme/MyProgram.java",
                        "deploy/example-project-on-spark/src/main/java/com/acme/TrainOnSpark.java",
                        "deploy/src/test/java/com/acme/own/OwnParts.java",
                        "driver/src/main/java/io/kindling/driver/example/FirstLoop.java")
                .hasEntrySatisfying("README.md", text -> assertThat(text).contains("GradientTape"));
        code.forEach((path, text) -> assertThat(internals(text))
                .as("internal types named in " + path + ": internal packages change without notice, and users copy this"
                        + " code. Use a public type, or make one public on purpose.")
                .isEmpty());
    }

    /** So that {@code start(new MyProgram().units(64), rows)} does not compile: only the class name reaches executors. */
    @Test
    void runners_startClasses_notInstances() {
        for (Class<? extends Runner> runner : List.of(Runner.class, SparkRunner.class)) {
            assertThat(runner.getMethods())
                    .filteredOn(method -> method.getName().equals("start"))
                    .isNotEmpty()
                    .allSatisfy(
                            start -> assertThat(start.getParameterTypes()[0]).isEqualTo(Class.class));
        }
    }

    @Test
    void internalTypes_areFoundInImportsAndQualifiedNames() {
        assertThat(internals("""
                        import io.kindling.nn.internal.ExactSum;
                        import static io.kindling.tensor.internal.loop.*;
                        import io.kindling.nn.Model;
                        // io.kindling.driver.internal.cli.Options
                        """))
                .containsExactly(
                        "io.kindling.nn.internal.ExactSum",
                        "io.kindling.tensor.internal.loop.*",
                        "io.kindling.driver.internal.cli.Options");
        assertThat(fencedJava("a\n```java X\nb\n```\n```sh\nc\n```\n")).isEqualTo("```java X\nb\n```");
    }
}
