package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README says, held against the sources. */
class ReadmeTest {
    private static final Pattern JAVA =
            Pattern.compile("^```java (\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    private static String readme() throws IOException {
        return Files.readString(Repository.file("README.md"));
    }

    /** A block of Java, and the example it says it is from. */
    record Block(String example, String text) {
        @Override
        public String toString() {
            return example;
        }
    }

    static Stream<Block> blocks() throws IOException {
        List<Block> blocks = JAVA.matcher(readme())
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
        assertThat(blocks).isNotEmpty();
        return blocks.stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void java_isTheExamplesOwn(Block block) throws IOException {
        Path outside = Repository.file("deploy/example-project/src/main/java/com/acme/" + block.example + ".java");
        Path source = Files.exists(outside)
                ? outside
                : Repository.file("driver/src/main/java/io/kindling/driver/example/" + block.example + ".java");

        assertThat(Collections.indexOfSubList(code(Files.readString(source)), code(block.text)))
                .as("the block's lines, one after the other, in " + source)
                .isNotNegative();
    }

    @Test
    void everyBlockOfJava_namesItsExample() throws IOException {
        assertThat(readme().lines().filter(line -> line.startsWith("```java")))
                .allMatch(line -> line.matches("```java \\w+"));
    }

    @Test
    void links_pointToFilesThatAreThere() throws IOException {
        Matcher link = LINK.matcher(readme());
        while (link.find()) {
            assertThat(Repository.file(link.group(1))).exists();
        }
    }

    @Test
    void exitCodes_areThoseOfTheCommandLine() throws IOException {
        String codes = Files.readString(Repository.file("driver/src/main/java/io/kindling/driver/cli/ExitCode.java"));

        assertThat(numbers(Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE), readme()))
                .isEqualTo(numbers(Pattern.compile("^ {4}[A-Z_]+\\((\\d+)\\)[,;]$", Pattern.MULTILINE), codes))
                .isNotEmpty();
    }

    private static List<String> numbers(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** Lines without their indentation; comments and blank lines do not count. */
    private static List<String> code(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .toList();
    }
}
