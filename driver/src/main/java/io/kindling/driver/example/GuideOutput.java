package io.kindling.driver.example;

import java.util.Locale;

/** Prints lines as the guide does, with a decimal point in every locale. */
final class GuideOutput {
    private GuideOutput() {}

    static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
