package io.kindling.program;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a program's own code, and describes an exception that it threw: in one line with the source location, and as a stack
 * trace.
 */
final class UserFailure {
    /** Packages whose classes are not a program's own code. */
    private static final List<String> LIBRARIES = List.of(
            "io.kindling.",
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "scala.",
            "kotlin.",
            "org.apache.spark.",
            "org.apache.hadoop.",
            "org.nd4j.",
            "org.bytedeco.");

    /** The program of {@code fit}: the user's code are the parts given to it, and the call. */
    private static final String FIT = "io.kindling.train.FitProgram";

    private UserFailure() {}

    /**
     * Runs a program's own code. It may throw any exception, checked ones too, although its signature declares none: Kotlin and
     * Scala do not check them.
     *
     * @param described the exception to throw in place of the code's own. A lack of memory is thrown as it is, since it need not
     *     be the code's fault, and an interrupt as one that ends the computation
     */
    static <T> T described(Supplier<T> code, Function<Throwable, ? extends RuntimeException> described) {
        try {
            return code.get();
        } catch (OutOfMemoryError lacking) {
            throw lacking;
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while shards were computing.", thrown);
            }
            throw described.apply(thrown);
        }
    }

    /**
     * One line such as {@code java.lang.IllegalStateException: reason (at MyProgram.java:42)}. A message of Kindling itself is
     * given without the exception's class.
     */
    static String message(Throwable thrown, String className) {
        String message = thrown.getMessage();
        String what = message != null && message.matches("(?s)(Cannot|Invalid) .*") ? message : thrown.toString();
        String sentence = what.endsWith(".") ? what.substring(0, what.length() - 1) : what;
        return line(thrown, className)
                .map(line -> sentence + " (at " + line + ")")
                .orElse(sentence);
    }

    /** The innermost line in the program's own code or in a library that it brings along; not in one of the command line's. */
    private static Optional<String> line(Throwable thrown, String className) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> isOwn(className, frame.getClassName()))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }

    private static boolean isOwn(String program, String frame) {
        if (program.equals(FIT)) {
            return !isLibrary(frame);
        }
        return belongsTo(program, frame) || (!isLibrary(frame) && comesWith(program, frame));
    }

    /** Whether a class is the program's class, a nested class of it, or an enclosing class. */
    private static boolean belongsTo(String program, String frame) {
        return outermost(program).equals(outermost(frame));
    }

    /** Whether a class is in the jar or folder of the program's class, or its loader was made for the program's jars. */
    private static boolean comesWith(String program, String frame) {
        try {
            Class<?> own = ProgramClass.find(program);
            Class<?> other = Class.forName(frame, false, own.getClassLoader());
            boolean loadsPrograms = own.getClassLoader() != UserFailure.class.getClassLoader();
            return (loadsPrograms && own.getClassLoader() == other.getClassLoader())
                    || location(own).equals(location(other));
        } catch (ClassNotFoundException | LinkageError unknown) {
            return false;
        }
    }

    private static Optional<URL> location(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource()).map(CodeSource::getLocation);
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
