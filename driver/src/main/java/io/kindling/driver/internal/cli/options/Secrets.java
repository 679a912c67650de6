package io.kindling.driver.internal.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the values of settings, which may be secrets, out of messages about mistyped ones. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("(?:spark|fs|dfs|hadoop|hive)\\.[\\w.-]+(?=$|[^\\w.-])");
    private static final Pattern SECRET =
            Pattern.compile("secret|password|passwd|token|credential|access.?key", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** Returns the setting's name at the start of a text, with dots in place of the rest; only dots if there is no name. */
    public static String nameIn(String text) {
        Matcher name = NAME.matcher(text);
        return name.lookingAt() ? name.group() + (name.end() < text.length() ? "..." : "") : "...";
    }

    /** Returns whether a text names a secret. */
    public static boolean isNamedIn(String text) {
        return SECRET.matcher(text).find();
    }
}
