package io.kindling.program;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a program's own code threw: said in one line that names the line of it, and as a stack trace. */
final class UserCode {
    /** Code that calls a program, or that a program calls. */
    private static final List<String> LIBRARIES = List.of(
            "io.kindling.",
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "scala.",
            "org.apache.spark.",
            "org.apache.hadoop.",
            "org.nd4j.",
            "org.bytedeco.");

    private UserCode() {}

    /** {@code java.lang.IllegalStateException: reason (at MyProgram.java:42)}; a message of Kindling's stands without its class. */
    static String said(Throwable thrown, String className) {
        String message = thrown.getMessage();
        String what = message != null && message.matches("(?s)(Cannot|Invalid) .*") ? message : thrown.toString();
        String sentence = what.endsWith(".") ? what.substring(0, what.length() - 1) : what;
        return line(thrown, className)
                .map(line -> sentence + " (at " + line + ")")
                .orElse(sentence);
    }

    /** The innermost line of the program's or of what it brought along. */
    private static Optional<String> line(Throwable thrown, String className) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> belongsTo(className, frame.getClassName()) || !isLibrary(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }

    /** The program's class, one within it, or one that it stands within. */
    private static boolean belongsTo(String program, String frame) {
        return outermost(program).equals(outermost(frame));
    }

    private static String outermost(String className) {
        int inner = className.indexOf('$');
        return inner < 0 ? className : className.substring(0, inner);
    }

    private static boolean isLibrary(String className) {
        return LIBRARIES.stream().anyMatch(className::startsWith);
    }

    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }
}
