package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.HelpText;
import io.kindling.driver.internal.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** @see HelpText */
class HelpTest {
    private static String shown(int columns, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Console console = new Console(stream, stream, columns == 0 ? Terminal.NONE : new Terminal(columns));
        assertThat(new KindlingCommand(console).run(words)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<CommandLine> commands() {
        return List.copyOf(new KindlingCommand(new CommandLineFixture().console())
                .commandLine()
                .getSubcommands()
                .values());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120, 200})
    void lines_endAtWordsWithinTheTerminal(int columns) {
        for (CommandLine command : commands()) {
            String help = shown(columns, command.getCommandName(), "--help");
            assertThat(help.lines().filter(line -> line.length() >= columns))
                    .as(command.getCommandName())
                    .allMatch(line -> line.strip().startsWith("--")
                            || line.startsWith("Usage:")
                            || !line.strip().contains(" "));
            assertThat(help).doesNotContain("${", "%n", "%%");
        }
        assertThat(shown(columns, "train", "--help")
                        .lines()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0))
                .isBetween(columns - 10, columns);
    }

    @Test
    void options_areUnderHeadings_andExamplesFollow() {
        String help = shown(0, "train", "--help");
        assertThat(help.lines().filter(line -> line.matches("[A-Z][a-z ]+:")))
                .containsExactly("Data:", "Program:", "Training:", "Where it runs:", "Output:", "Examples:");
        assertThat(help.substring(help.indexOf("\nData:"), help.indexOf("\nProgram:")))
                .contains("  --label COLUMN", "  --validation N|FRACTION", "  --delimiter TEXT");
        assertThat(help).endsWith(" \\\n    --normalize --output runs/a\n");
    }

    @Test
    void ownOptionsOfACommand_comeFirst() {
        assertThat(headings("bench")).containsExactly("Benchmark:", "Where it runs:", "Output:", "Examples:");
        assertThat(shown(0, "bench", "--help")).contains("\nBenchmark:\n  --workload NAME");
        assertThat(headings("data", "synth")).startsWith("Data:").doesNotContain("Other options:");
        assertThat(shown(0, "data", "synth", "--help")).contains("\nData:\n  --rows N");
    }

    private static List<String> headings(String... command) {
        return shown(0, Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new))
                .lines()
                .filter(line -> line.matches("[A-Z][a-z ]+:"))
                .toList();
    }

    @Test
    void everyCommand_hasTwoExamples() {
        for (CommandLine command : commands()) {
            if (!command.getCommandSpec().helpCommand()
                    && command.getSubcommands().isEmpty()) {
                assertThat(command.getCommandSpec().usageMessage().footer())
                        .as(command.getCommandName())
                        .hasSize(2)
                        .allMatch(example -> example.startsWith("kindling " + command.getCommandName()));
            }
        }
    }

    @Test
    void helpCommand_showsWhatTheOptionShows() {
        assertThat(shown(0, "help", "train")).isEqualTo(shown(0, "train", "--help"));
        assertThat(shown(0, "help")).isEqualTo(shown(0, "--help")).contains("  help  ");
    }
}
