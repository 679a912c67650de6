package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of faults names tests that exist, and all of the rig that injects faults. */
class FaultsPageTest {
    private static final Pattern ROW = Pattern.compile("^\\| [\\d, ]+ \\|.*\\| ([^|]*) \\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern METHOD = Pattern.compile("(\\w+)#(\\w+)");
    private static final Pattern FAULT = Pattern.compile("(\\w+) in (\\w+)");

    private static String page;
    private static Map<String, String> sources;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Repository.file("deploy/docs/faults.md"));
        try (Stream<Path> files = Stream.of("common", "worker", "driver", "deploy")
                .map(module -> Repository.file(module + "/src/test/java"))
                .flatMap(FaultsPageTest::walk)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            FaultsPageTest::text,
                            String::concat));
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The names in the last column. */
    private static List<String> tests() {
        return ROW.matcher(page)
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map(name -> name.group(1))
                .toList();
    }

    private static boolean exists(String test) {
        MatchResult[] method = METHOD.matcher(test).results().toArray(MatchResult[]::new);
        if (method.length == 1) {
            String source = sources.getOrDefault(method[0].group(1), "");
            return source.contains("void " + method[0].group(2) + "(");
        }
        MatchResult[] fault = FAULT.matcher(test).results().toArray(MatchResult[]::new);
        if (fault.length == 1) {
            String suite = sources.getOrDefault(fault[0].group(2), "");
            return sources.containsKey(fault[0].group(1)) && suite.contains("new " + fault[0].group(1) + "(");
        }
        return sources.containsKey(test) && (test.endsWith("Test") || test.endsWith("IT"));
    }

    @Test
    void everyTest_exists() {
        assertThat(tests()).hasSizeGreaterThan(80).allMatch(FaultsPageTest::exists);
    }

    @Test
    void everyFaultAndTestOfTheRig_isOnThePage() {
        Predicate<String> isFault =
                source -> Pattern.compile("implements Fault\\b").matcher(source).find();
        assertThat(sources.entrySet().stream()
                        .filter(source -> source.getValue().startsWith("package io.kindling.deploy.fault;"))
                        .filter(source -> isFault.test(source.getValue())
                                || source.getKey().endsWith("IT"))
                        .map(Map.Entry::getKey))
                .contains("HungExecutor", "ResumeIT")
                .allMatch(name -> page.contains(name) || name.equals("NoFault"));
    }

    @Test
    void testsOfTheSecurityPage_exist() {
        assertThat(Pattern.compile("`(\\w+(?:Test|IT))`")
                        .matcher(Pages.text("deploy/docs/security.md"))
                        .results()
                        .map(name -> name.group(1)))
                .isNotEmpty()
                .allMatch(FaultsPageTest::exists);
    }

    @Test
    void rowsWithoutATest_saySo() {
        assertThat(Arrays.stream(page.split("\n")).filter(line -> line.matches("\\| \\d.*\\| *\\|")))
                .allMatch(line -> line.toLowerCase(Locale.ROOT).contains("not tested"));
    }
}
