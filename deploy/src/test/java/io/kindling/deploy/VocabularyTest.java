package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No file uses a word that only this project ever used for an idea: the field has words for them (worker group, barrier, group
 * session, rank, launch, pipelined). Reads the files that {@code git grep} reads.
 */
class VocabularyTest {
    private static final Pattern PRIVATE_WORD = Pattern.compile(
            "\\b(crews?|meetings?|shifts?|participants?|hir(e|ed|ing)|parted|left ?here|run ?ahead)\\b",
            Pattern.CASE_INSENSITIVE);

    /**
     * Lines of a file that use such a word in its ordinary meaning.
     *
     * @param line matches the whole line
     */
    private record Allowed(String file, String line, String reason) {
        private static final String ANY = ".*";

        boolean covers(String path, String text) {
            return path.equals(file) && text.matches(line);
        }
    }

    private static final List<Allowed> ALLOWED = List.of(
            new Allowed(
                    "common/src/main/java/io/kindling/nn/internal/ExactSum.java",
                    ".*\\bshift\\b( =|;|\\)| \\+| \\|).*",
                    "how many bits a number is shifted by"),
            new Allowed(
                    "common/src/main/java/io/kindling/tensor/internal/loop/SoftmaxLines.java",
                    ".*\\bshift\\(.*",
                    "softmax subtracts the greatest logit from each: a shift does not change the result"),
            new Allowed("deploy/bin/kindling", "\\s+shift", "the shell's command that removes an argument"),
            new Allowed("deploy/docs/gallery/make.sh", "\\s+shift", "the shell's command that removes an argument"),
            new Allowed("deploy/peers/run.sh", "work=\\$2; shift 2", "the shell's command that removes arguments"),
            new Allowed("deploy/tools/digests", "\\s+shift", "the shell's command that removes an argument"),
            new Allowed(
                    "deploy/src/test/java/io/kindling/deploy/VocabularyTest.java", Allowed.ANY, "it lists the words"));

    @Test
    void noFile_usesAPrivateVocabulary() {
        List<String> hits = new ArrayList<>();
        Repository.textFiles()
                .forEach((path, text) -> text.lines()
                        .filter(line -> PRIVATE_WORD.matcher(line).find())
                        .filter(line -> ALLOWED.stream().noneMatch(allowed -> allowed.covers(path, line)))
                        .forEach(line -> hits.add(path + ": " + line.strip())));

        assertThat(hits)
                .as("lines with a word of the private vocabulary. Use the field's word (the glossaries of README.md and"
                        + " deploy/docs/ARCHITECTURE.md list them), or allow the line here with a reason.")
                .isEmpty();
    }

    @Test
    void allowedLines_exist() {
        var texts = Repository.textFiles();

        assertThat(ALLOWED)
                .as("entries that allow nothing are deleted")
                .allMatch(allowed -> texts.getOrDefault(allowed.file(), "")
                        .lines()
                        .anyMatch(line -> PRIVATE_WORD.matcher(line).find() && line.matches(allowed.line())));
    }
}
