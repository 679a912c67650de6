package io.kindling.driver.internal.run;

import java.util.Locale;

/** Formats a count with its noun: {@code 1 step}, {@code 5,000 steps}. */
public final class Plural {
    private Plural() {}

    /** @param thing the singular of a noun whose plural ends in s */
    public static String of(long count, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
    }
}
