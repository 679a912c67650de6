package io.kindling.driver.internal.cli.output;

import java.util.Locale;

/**
 * Text as a terminal may show it. Names in files can be of any length and have any character: those that move the cursor,
 * change colours or reverse the direction of text are written as escapes, as in JSON.
 */
final class Printable {
    private static final int MOST_CHARACTERS = 4_000;
    /** How much of the end of a long text is kept: it says what to do. */
    private static final int LAST_CHARACTERS = 500;

    private Printable() {}

    /** Returns the text with escapes; line breaks and tabs stay. */
    static String of(String text) {
        if (text.chars().noneMatch(Printable::isHidden)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (isHidden(c)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    private static boolean isHidden(int c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
        return control || direction || c == 0x2028 || c == 0x2029;
    }

    /** Returns the text, with dots in place of the middle of a long one. */
    static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS - LAST_CHARACTERS) + " ... "
                        + text.substring(text.length() - LAST_CHARACTERS);
    }

    /** Returns lines, each shortened. */
    static String shortenedLines(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : String.join("\n", text.lines().map(Printable::shortened).toList())
                        + (text.endsWith("\n") ? "\n" : "");
    }
}
