package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.run.RowChoice;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose rows of a split. */
@OptionGroup(Heading.DATA)
public final class RowOptions {
    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description =
                    "Only rows of a table for which this condition of Spark's SQL holds, such as \"island = 'Dream'\".")
    private @Nullable String where;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N of these rows.")
    private @Nullable Long limit;

    /** Returns the choice given by the options. */
    public RowChoice choice() {
        if (limit != null && limit < 1) {
            throw SettingsException.invalid("limit", limit, "1 or more");
        }
        return new RowChoice(Optional.ofNullable(where), limit == null ? OptionalLong.empty() : OptionalLong.of(limit));
    }
}
