package io.kindling.driver.cli;

/**
 * Whether lines can be written over, and how wide they are.
 *
 * @param columns 0 where it is no terminal
 */
record Terminal(int columns) {
    static final Terminal NONE = new Terminal(0);

    /** Set by the launcher, which can ask: Java cannot. */
    private static final String PROPERTY = "kindling.columns";

    static Terminal ofProcess() {
        return new Terminal(Math.max(0, Integer.getInteger(PROPERTY, 0)));
    }

    boolean isThere() {
        return columns > 0;
    }
}
