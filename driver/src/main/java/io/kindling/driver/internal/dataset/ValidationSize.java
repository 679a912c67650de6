package io.kindling.driver.internal.dataset;

import io.kindling.data.Split;
import io.kindling.driver.internal.SettingsException;

/** How many of the last rows are held out for validation. */
public sealed interface ValidationSize {
    /** The default: {@link Split#defaultValidation}. */
    ValidationSize DEFAULT = new Default();

    /** Returns the number of validation rows among this number of rows. */
    long of(long rows);

    /** Parses a number of rows, a fraction below 1 (written with a decimal point), or {@code auto}. */
    static ValidationSize parse(String text) {
        try {
            if (text.equals(DEFAULT.toString())) {
                return DEFAULT;
            }
            return text.contains(".") ? new Fraction(Double.parseDouble(text)) : new Count(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
    }

    private static SettingsException invalid(Object value) {
        return SettingsException.invalid(
                "validation", value, "a number of rows, 0 or more, or a fraction from 0.0 to below 1.0");
    }

    /** See {@link #DEFAULT}. */
    record Default() implements ValidationSize {
        @Override
        public long of(long rows) {
            return Split.defaultValidation(rows);
        }

        @Override
        public String toString() {
            return "auto";
        }
    }

    /** A fixed number of rows. */
    record Count(long count) implements ValidationSize {
        public Count {
            if (count < 0) {
                throw invalid(count);
            }
        }

        @Override
        public long of(long rows) {
            if (count >= rows) {
                throw SettingsException.invalid(
                        "validation",
                        count,
                        "less than the number of rows, " + rows + ", so that some are left to train on");
            }
            return count;
        }
    }

    /** A fraction of the rows, rounded down. */
    record Fraction(double part) implements ValidationSize {
        public Fraction {
            if (!(part >= 0 && part < 1)) {
                throw invalid(part);
            }
        }

        @Override
        public long of(long rows) {
            return (long) (part * rows);
        }
    }
}
