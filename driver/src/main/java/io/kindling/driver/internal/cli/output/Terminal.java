package io.kindling.driver.internal.cli.output;

/**
 * The terminal on standard error, where lines can be overwritten.
 *
 * @param columns its width; 0 if there is no terminal
 */
public record Terminal(int columns) {
    public static final Terminal NONE = new Terminal(0);

    /** Set by the launcher: Java cannot determine the terminal width. */
    private static final String PROPERTY = "kindling.columns";

    static Terminal ofProcess() {
        return new Terminal(Math.max(0, Integer.getInteger(PROPERTY, 0)));
    }

    boolean isPresent() {
        return columns > 0;
    }
}
