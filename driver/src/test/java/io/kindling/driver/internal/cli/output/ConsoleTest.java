package io.kindling.driver.internal.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.NONE);

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void controlCharactersOfNames_areEscaped() {
        console.say("Cannot read a\u001b[31mb\u0007\rc\u009bd\u202ee\u2028: \u00e4\u4e2d\tok\n  more");
        assertThat(error())
                .isEqualTo(
                        "kindling: Cannot read a\\u001b[31mb\\u0007\\u000dc\\u009bd\\u202ee\\u2028: \u00e4\u4e2d\tok\n"
                                + "  more\n");
    }

    @Test
    void everyWayToPrintText_escapes() {
        console.err().println("a\u001b");
        console.err().print("b\u001b");
        console.err().printf("%s%n", "c\u001b");
        new IllegalStateException("d\u001b").printStackTrace(console.err());
        console.show("e\u001b\n");
        assertThat(error() + out.toString(StandardCharsets.UTF_8))
                .doesNotContain("\u001b")
                .contains("a\\u001b", "b\\u001b", "c\\u001b", "d\\u001b", "e\\u001b");
    }

    @Test
    void liveLine_isReplacedByTheNext_andByWhateverElseIsPrinted() {
        console.live("step 10\r");
        console.live("step 2");
        console.say("a note");
        console.live("step 3");
        console.err().println();
        console.err().println("end");
        assertThat(error())
                .isEqualTo("\rstep 10\\u000d" + "\rstep 2       " + "\r      \rkindling: a note\n" + "\rstep 3\nend\n");
    }

    @Test
    void messages_endAtWordsOfATerminal() {
        Console narrow =
                new Console(console.out(), new PrintStream(err, true, StandardCharsets.UTF_8), new Terminal(21));
        narrow.say("Cannot read /a/path/that/is/longer/than/the/terminal: there is none.");
        assertThat(error())
                .isEqualTo("kindling: Cannot\nread\n/a/path/that/is/longer/than/the/terminal:\nthere is none.\n");
    }

    @Test
    void results_endAtWordsOfTheirTerminal_commandsAreNotBroken() {
        Console narrow = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8), console.err(), Terminal.NONE, new Terminal(21));
        narrow.show("loss 0.4848, accuracy 0.8330.\nEvaluate it:\n  kindling evaluate --model m --split test\n");
        narrow.show("dense (Dense)          \n" + "_".repeat(65) + "\n");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("loss 0.4848,\n  accuracy 0.8330.\nEvaluate it:\n"
                        + "  kindling evaluate --model m --split test\n"
                        + "dense (Dense)\n" + "_".repeat(20) + "\n");
    }

    @Test
    void workWithoutASign_isNamedOnATerminalOnly() {
        console.busy("Starting Spark");
        assertThat(error()).isEmpty();
        Console narrow =
                new Console(console.out(), new PrintStream(err, true, StandardCharsets.UTF_8), new Terminal(15));
        narrow.busy("Starting Spark");
        narrow.say("done");
        assertThat(error()).isEqualTo("\rStarting Spark" + "\r              \rkindling: done\n");
        narrow.clear();
        narrow.busy("Go");
        narrow.clear();
        assertThat(error()).endsWith("done\n" + "\rGo ..." + "\r      \r");
    }

    @Test
    void longTexts_loseTheirMiddle() {
        console.say("Cannot find '" + "x".repeat(100_000) + "'. Did you mean y?");
        assertThat(error()).hasSizeLessThan(4_100).endsWith("x'. Did you mean y?\n");
        console.show("short\n" + "z".repeat(100_000) + "\nshort\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).hasSizeLessThan(4_100).endsWith("z\nshort\n");
    }
}
