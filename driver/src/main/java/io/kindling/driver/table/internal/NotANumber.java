package io.kindling.driver.table.internal;

import java.util.Locale;
import java.util.Set;

/** What to say of a text in place of a number. */
final class NotANumber {
    /** What files commonly have in place of a null. */
    private static final Set<String> NULLS =
            Set.of("na", "n/a", "#n/a", "null", "nan", "none", "nil", "missing", "-", "--", "?", ".");

    private NotANumber() {}

    /** Returns the rule, in parentheses, with what can be done about this text. */
    static String rule(String text) {
        String word = text.strip();
        if (word.startsWith("[") && word.endsWith("]")) {
            return " (features are numbers; this is an array as text, which CSV cannot hold otherwise: write the table as"
                    + " parquet or json)";
        }
        return isNull(word) ? " (features are numbers" + nullRemedy(text) + ")" : " (features are numbers)";
    }

    /** Returns the rest of a sentence about a text that may stand for a null. */
    static String nullRemedy(String text) {
        String typed = text.matches("[A-Za-z/]+") ? text : "'" + text + "'";
        return "; if this stands for a null in CSV, set --null " + typed + ", and --nulls to drop, mean or zero";
    }

    private static boolean isNull(String word) {
        return NULLS.contains(word.toLowerCase(Locale.ROOT));
    }
}
