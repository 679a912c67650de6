package io.kindling.driver.internal.cli.output;

import java.util.stream.Collectors;

/**
 * A terminal, where lines can be overwritten.
 *
 * @param columns its width; 0 if there is no terminal
 */
public record Terminal(int columns) {
    public static final Terminal NONE = new Terminal(0);

    /** Set by the launcher: Java cannot determine the terminal width. */
    private static final String PROPERTY = "kindling.columns";

    private static final String PROPERTY_OF_RESULTS = "kindling.result.columns";

    /** The terminal on standard error. */
    static Terminal ofProcess() {
        return new Terminal(Math.max(0, Integer.getInteger(PROPERTY, 0)));
    }

    /** The terminal on standard output. */
    static Terminal ofResults() {
        return new Terminal(Math.max(0, Integer.getInteger(PROPERTY_OF_RESULTS, 0)));
    }

    boolean isPresent() {
        return columns > 0;
    }

    /** The most characters of a line. The last column stays free. */
    public int width(int withoutTerminal) {
        return isPresent() ? columns - 1 : withoutTerminal;
    }

    /**
     * Returns a text whose lines end at words before the last column; a longer word has a line of its own. Lines that begin
     * with a blank stay as they are: commands, which can be copied only in one piece, and rows of tables.
     *
     * <p>Blanks at the ends of lines, and what is too long of a rule, a line of one repeated character, are left out.
     *
     * @param indent what further lines of a line begin with
     */
    String wrapped(String text, String indent) {
        return isPresent()
                ? text.lines()
                        .map(String::stripTrailing)
                        .map(line -> line.startsWith(" ") ? line : wrapped(rule(line), columns - 1, indent))
                        .collect(Collectors.joining("\n"))
                : text;
    }

    private String rule(String line) {
        return line.length() >= columns && line.chars().distinct().count() == 1 ? line.substring(0, columns - 1) : line;
    }

    /**
     * Returns a line as several that end at words.
     *
     * @param width the most characters of a line
     * @param indent what the lines after the first begin with
     */
    static String wrapped(String line, int width, String indent) {
        String[] words = line.split(" ", -1);
        StringBuilder lines = new StringBuilder(words[0]);
        int length = words[0].length();
        for (int i = 1; i < words.length; i++) {
            if (length > 0 && length + 1 + words[i].length() > width) {
                lines.append('\n').append(indent);
                length = indent.length();
            } else {
                lines.append(' ');
                length++;
            }
            lines.append(words[i]);
            length += words[i].length();
        }
        return lines.toString();
    }
}
