package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages say, compared with the sources. {@link PagesIT} runs their commands. */
class PagesTest {
    /** The marks that some test gives a meaning, as contributing.md lists them. */
    private static final Pattern MARK = Pattern.compile(
            "java \\w+|xml \\S+|yaml config|sh|sh (run|test|full|server|standalone|needs-cluster|\\w+IT)");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FILE = Pattern.compile("(common|worker|driver|deploy|\\.ci)/[\\w./-]+");
    private static final Pattern MASTER = Pattern.compile("(?<=')local[^']+(?=')|(?<=--master )yarn\\b");
    private static final Pattern NAMED_TEST = Pattern.compile("-Dtest=(\\w+)");

    static Stream<Pages.Block> examples() {
        return Pages.blocks().filter(block -> block.mark().matches("(java|xml) .*"));
    }

    @Test
    void everyFencedBlock_hasAMarkThatSaysWhatChecksIt() {
        assertThat(Pages.blocks())
                .isNotEmpty()
                .allMatch(block -> MARK.matcher(block.mark()).matches());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void code_isThatOfItsSource(Pages.Block block) throws IOException {
        Path source = source(block);

        assertThat(Collections.indexOfSubList(code(Files.readString(source)), code(block.text())))
                .as("the lines of the block, one after the other, in " + source)
                .isNotNegative();
    }

    private static Path source(Pages.Block block) {
        if (block.mark().startsWith("xml ")) {
            return Repository.file(block.argument());
        }
        String file = block.argument() + ".java";
        return Stream.of("example-project", "example-project-on-spark")
                .map(project -> Repository.file("deploy/" + project + "/src/main/java/com/acme/" + file))
                .filter(Files::exists)
                .findFirst()
                .orElseGet(() -> Repository.file("driver/src/main/java/io/kindling/driver/example/" + file));
    }

    /** Lines without indentation, comments and blank lines. */
    private static List<String> code(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .toList();
    }

    static Stream<Pages.Block> runByAnotherTest() {
        return Pages.blocks().filter(block -> block.mark().matches("sh \\w+IT"));
    }

    @ParameterizedTest
    @MethodSource("runByAnotherTest")
    void commandsThatAnotherTestRuns_areNamedInIt(Pages.Block block) throws IOException {
        String test = Files.readString(
                Repository.file("deploy/src/test/java/io/kindling/deploy/" + block.argument() + ".java"));
        String program = block.text().replaceAll("(?s).* train (\\S+) .*", "$1");

        assertThat(test).contains("\"" + program + "\"");
        assertThat(MASTER.matcher(block.text()).results().map(MatchResult::group))
                .isNotEmpty()
                .allMatch(test::contains);
    }

    @Test
    void readme_hasOneFirstRunAndOneTestCommand() {
        assertThat(Pages.blocks()
                        .map(Pages.Block::mark)
                        .filter(mark -> mark.equals("sh run") || mark.equals("sh test")))
                .containsExactly("sh run", "sh test");
    }

    static List<String> markdown() throws IOException {
        return Pages.markdown();
    }

    @ParameterizedTest
    @MethodSource("markdown")
    void links_leadToFilesAndHeadingsThatExist(String page) {
        for (MatchResult link : LINK.matcher(Pages.prose(page)).results().toList()) {
            Path target = link.group(1).isEmpty()
                    ? Repository.file(page)
                    : Repository.file(page).resolveSibling(link.group(1)).normalize();
            assertThat(target).as("link %s in %s", link.group(), page).exists();
            if (link.group(2) != null) {
                String linked = Repository.file("").relativize(target).toString();
                assertThat(anchors(linked))
                        .as("link %s in %s", link.group(), page)
                        .contains(link.group(2));
            }
        }
    }

    /** The anchors that GitHub gives the headings of a page. */
    private static Set<String> anchors(String page) {
        return HEADING.matcher(Pages.prose(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    static List<String> pages() {
        return Pages.ALL;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void filesAndTestsNamedInCode_exist(String page) throws IOException {
        Set<String> tests = tests();
        for (MatchResult code : CODE.matcher(Pages.prose(page)).results().toList()) {
            FILE.matcher(code.group(1))
                    .results()
                    .map(MatchResult::group)
                    .filter(file -> !file.contains("/target/"))
                    .forEach(file -> assertThat(Repository.file(file))
                            .as("named in " + page)
                            .exists());
            NAMED_TEST
                    .matcher(code.group(1))
                    .results()
                    .map(test -> test.group(1))
                    .forEach(test -> assertThat(tests).as("named in " + page).contains(test));
        }
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.file(""))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
