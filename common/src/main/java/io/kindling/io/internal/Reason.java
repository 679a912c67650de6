package io.kindling.io.internal;

import java.util.regex.Pattern;

/** Why something could not be read or written, on one line: a file system may add the stack trace of another machine. */
public final class Reason {
    private static final Pattern CLASS_NAME = Pattern.compile("^(?:\\w+\\.)+[\\w$]*(?:Exception|Error): ");

    private Reason() {}

    /** Returns the first line of the message, without the name of an exception at its start; never empty. */
    public static String of(Throwable failed) {
        String message = failed.getMessage() == null ? "" : failed.getMessage();
        String first = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(failed.getClass().getSimpleName());
        return CLASS_NAME.matcher(first).replaceFirst("");
    }
}
