package io.kindling.tensor.internal;

/** Finds the line of user code that is being executed, for error messages. */
public final class CallSite {
    private CallSite() {}

    /**
     * Returns for example {@code " (at MyProgram.java:42)"}, or an empty string if no frame outside Kindling is on the
     * stack.
     */
    public static String at() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(CallSite::isUsers).findFirst())
                .map(frame -> " (at " + frame.getFileName() + ":" + frame.getLineNumber() + ")")
                .orElse("");
    }

    private static boolean isUsers(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        boolean ours = name.startsWith("io.kindling.") && !name.startsWith("io.kindling.driver.example.");
        return !ours && !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("org.apache.");
    }
}
