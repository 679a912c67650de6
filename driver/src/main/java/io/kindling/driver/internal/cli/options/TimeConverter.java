package io.kindling.driver.internal.cli.options;

import io.kindling.train.internal.checkpoint.Times;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Parses the {@link Times} of options; a number alone is in seconds. */
final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Times.parse(text.matches("\\d+") ? text + "s" : text)
                .orElseThrow(() -> new IllegalArgumentException("a time of at least 1s, such as 90s, 10min or 2h"));
    }

    /** Writes a time as it is parsed. */
    static String text(Duration time) {
        return time.toSeconds() + "s";
    }
}
