package io.kindling.driver.internal.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.cluster.TablePass;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A pass over 5 million rows in 40 tasks, of 4 tasks a second, by a simulated clock. */
class PassLineTest {
    private static final int TASKS = 40;
    private static final long ROWS_OF_A_TASK = 125_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    private PassLine line(Terminal terminal) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new PassLine(new Console(out, out, terminal), () -> now);
    }

    private static TablePass pass(int tasks, OptionalLong all) {
        return new TablePass("Reading t.csv", tasks * ROWS_OF_A_TASK, all, tasks, TASKS, tasks / 4.0);
    }

    private String follow(PassLine line, OptionalLong all) {
        for (int task = 1; task <= TASKS; task++) {
            now += 250_000_000L;
            line.show(pass(task, all));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plainLines_arePrintedEveryFewSeconds_andAtTheEnd() {
        assertThat(follow(line(Terminal.NONE), OptionalLong.empty()).lines())
                .containsExactly(
                        "Reading t.csv: 2,500,000 rows - 50% - 500,000 rows/s - ETA: 5s",
                        "Reading t.csv: 5,000,000 rows - 500,000 rows/s - 10s");
    }

    @Test
    void knownNumberOfRows_isShownWithThoseSoFar() {
        assertThat(follow(line(Terminal.NONE), OptionalLong.of(10_000_000)))
                .startsWith("Reading t.csv: 2,500,000 of 10,000,000 rows - 25% - 500,000 rows/s - ETA: 15s\n");
    }

    @Test
    void terminal_hasOneLineThatFits_andKeepsTheLast() {
        String text = follow(line(new Terminal(40)), OptionalLong.empty());
        assertThat(text).doesNotStartWith("Reading").contains("\r20% - 500,000 rows/s - ETA: 8s\r");
        assertThat(text.split("[\r\n]", -1)).hasSizeGreaterThan(20).allMatch(line -> line.length() < 40);
        assertThat(text).endsWith("\rReading t.csv: 5,000,000 rows - 500,000\nrows/s - 10s\n");
    }

    @Test
    void whatDoesNotFit_isLeftOut_theTimeThatIsLeftLast() {
        TablePass pass = new TablePass(
                "Reading /a/path/longer/than/numbers.csv", 2_500_000, OptionalLong.of(5_000_000), 5, 10, 5);
        Map<Integer, String> lines = new LinkedHashMap<>();
        for (int columns = 120; columns > 2; columns--) {
            lines.putIfAbsent(columns, PassLine.fitting(pass, columns));
        }
        assertThat(lines).allSatisfy((columns, line) -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
        assertThat(lines.values().stream().distinct())
                .containsExactly(
                        "Reading /a/path/longer/than/numbers.csv: 2,500,000 of 5,000,000 rows - 50% - 500,000 rows/s - ETA: 5s",
                        "Reading /a/path/longer/than/numbers.csv: 50% - 500,000 rows/s - ETA: 5s",
                        "2,500,000 of 5,000,000 rows - 50% - 500,000 rows/s - ETA: 5s",
                        "50% - 500,000 rows/s - ETA: 5s",
                        "50% - ETA: 5s",
                        "50%");
    }

    @Test
    void shortPass_andWhatComesAfterTheEnd_areNotShown() {
        PassLine line = line(Terminal.NONE);
        now += 60_000_000_000L;
        line.show(pass(7, OptionalLong.empty()));
        line.end();
        line.show(pass(20, OptionalLong.empty()));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
