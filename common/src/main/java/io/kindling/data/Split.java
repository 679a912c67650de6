package io.kindling.data;

/** Rows to train on and, from the end of the same rows, rows to validate with. */
public record Split<S extends ExampleSource>(S training, S validation) {
    private static final long MOST_ROWS_BY_DEFAULT = 10_000;

    /** How many of so many rows validate when nobody says: 10,000, and a sixth of smaller sets. */
    public static long defaultValidation(long rows) {
        return Math.min(MOST_ROWS_BY_DEFAULT, rows / 6);
    }

    /** The last rows of a source apart from the others. */
    public static Split<ExampleSource> of(ExampleSource source, long validation) {
        long training = trainingRows(source, validation);
        return new Split<>(source.take(training), source.skip(training));
    }

    /** The last rows of examples in memory apart from the others. */
    public static Split<Examples> of(Examples examples, long validation) {
        long training = trainingRows(examples, validation);
        return new Split<>(examples.take(training), examples.skip(training));
    }

    private static long trainingRows(ExampleSource source, long validation) {
        if (validation < 0 || validation > source.count()) {
            throw new IllegalArgumentException(
                    "Invalid validation: " + validation + " rows (0 to " + source.count() + ", the rows there are)");
        }
        return source.count() - validation;
    }
}
