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
    void carriageReturnAtTheStart_overwritesALine() {
        console.err().print("\rstep 1\r");
        assertThat(error()).isEqualTo("\rstep 1\\u000d");
    }

    @Test
    void longTexts_loseTheirMiddle() {
        console.say("Cannot find '" + "x".repeat(100_000) + "'. Did you mean y?");
        assertThat(error()).hasSizeLessThan(4_100).endsWith("x'. Did you mean y?\n");
        console.show("short\n" + "z".repeat(100_000) + "\nshort\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).hasSizeLessThan(4_100).endsWith("z\nshort\n");
    }
}
