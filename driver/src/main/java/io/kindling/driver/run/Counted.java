package io.kindling.driver.run;

import java.util.Locale;

/** A number of things in words: {@code 1 step}, {@code 5,000 steps}. */
public final class Counted {
    private Counted() {}

    /** @param thing one of them, of a word that takes an s */
    public static String of(long count, String thing) {
        return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
    }
}
