package io.kindling.data;

/** Training rows, and validation rows from the end of the same source. */
public record Split<S extends ExampleSource>(S training, S validation) {
    private static final long MAX_DEFAULT_ROWS = 10_000;

    /** Returns the default number of validation rows: 10,000, or a sixth of all rows if that is less. */
    public static long defaultValidation(long rows) {
        return Math.min(MAX_DEFAULT_ROWS, rows / 6);
    }

    /** Splits off the last rows of a source. */
    public static Split<ExampleSource> of(ExampleSource source, long validation) {
        long training = trainingRows(source, validation);
        return new Split<>(source.take(training), source.skip(training));
    }

    /** Splits off the last rows of examples in memory. */
    public static Split<Examples> of(Examples examples, long validation) {
        long training = trainingRows(examples, validation);
        return new Split<>(examples.take(training), examples.skip(training));
    }

    private static long trainingRows(ExampleSource source, long validation) {
        if (validation < 0 || validation > source.count()) {
            throw new IllegalArgumentException(
                    "Invalid validation: " + validation + " rows (0 to " + source.count() + ", the number of rows)");
        }
        return source.count() - validation;
    }
}
