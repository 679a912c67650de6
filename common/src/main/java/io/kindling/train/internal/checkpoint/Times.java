package io.kindling.train.internal.checkpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in settings, such as {@code 90s}, {@code 10min} and {@code 2h}. */
public final class Times {
    private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,8})(s|min|h)");

    private Times() {}

    /** Parses a time of at least a second; empty if the text is none. */
    public static Optional<Duration> parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(time.group(1));
        return Optional.of(
                switch (time.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "min" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }
}
