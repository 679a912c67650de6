package io.kindling.driver.internal.cli.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The heading under which the help shows an option, or all options of a class that have none of their own. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
public @interface OptionGroup {
    Heading value();

    /** The headings of the help, in their order. */
    enum Heading {
        BENCHMARK("Benchmark"),
        MODEL("Model"),
        DATA("Data"),
        PROGRAM("Program"),
        TRAINING("Training"),
        MACHINES("Where it runs"),
        OUTPUT("Output"),
        OTHER("Other options");

        private final String text;

        Heading(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
