package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The guide's blocks in the project outside the repository are about as short as in Python: {@code guide.md} lists the lines of
 * both.
 */
class GuideTest {
    private static final String SOURCE = Pages.text("deploy/example-project/src/main/java/com/acme/Guide.java");
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| (\\d+) \\| (\\d+) \\|$", Pattern.MULTILINE);

    /** The lines of each block that are neither empty nor a comment: from a comment that names it to the next one. */
    private static Map<String, Integer> lines() {
        Map<String, Integer> lines = new LinkedHashMap<>();
        String block = "";
        for (String line : SOURCE.lines().map(String::strip).toList()) {
            if (line.startsWith("// Block: ")) {
                block = line.substring("// Block: ".length());
            } else if (line.equals("// End")) {
                block = "";
            } else if (!block.isEmpty() && !line.isEmpty() && !line.startsWith("//")) {
                lines.merge(block, 1, Integer::sum);
            }
        }
        return lines;
    }

    @Test
    void blocks_haveAtMost1point2TimesTheLinesOfKeras_asThePageLists() {
        Map<String, Integer> keras = new LinkedHashMap<>();
        Map<String, Integer> listed = ROW.matcher(Pages.text("deploy/docs/guide.md"))
                .results()
                .peek(row -> keras.put(row.group(1), Integer.valueOf(row.group(2))))
                .collect(Collectors.toMap(row -> row.group(1), row -> Integer.valueOf(row.group(3))));

        assertThat(listed).hasSize(13).isEqualTo(lines());
        listed.forEach(
                (block, lines) -> assertThat(lines).as(block).isLessThanOrEqualTo((int) (1.2 * keras.get(block))));
    }

    @Test
    void imports_areAtMostTwelve() {
        assertThat(SOURCE.lines().filter(line -> line.startsWith("import ")))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(12);
    }
}
