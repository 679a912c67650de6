package io.kindling.driver.internal.cli.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the values of settings, which may be secrets, out of messages about mistyped ones. */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("(?:spark|fs|dfs|hadoop|hive)\\.[\\w.-]+(?=$|[^\\w.-])");
    private static final Pattern OPTION = Pattern.compile("[a-z]+(?:[_-][a-z0-9]+)*");
    private static final Pattern SECRET = Pattern.compile(
            "(?:secret|password|passwd|token|credential|access.?key)(?:\\.key)?", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /**
     * Returns the setting's name at the start of a text, with dots in place of the rest; only dots if there is no name. What
     * follows the name of a secret without a space may be the secret.
     */
    public static String nameIn(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.lookingAt()) {
            return "...";
        }
        Matcher secret = SECRET.matcher(name.group());
        int end = secret.find() ? secret.end() : name.end();
        return text.substring(0, end) + (end < text.length() ? "..." : "");
    }

    /** Returns a name of a setting or of an option as it stands; of other texts, what {@link #nameIn} returns. */
    static String name(String text) {
        return OPTION.matcher(text).matches() ? text : nameIn(text);
    }

    /** Returns whether a text names a secret. */
    public static boolean isNamedIn(String text) {
        return SECRET.matcher(text).find();
    }
}
