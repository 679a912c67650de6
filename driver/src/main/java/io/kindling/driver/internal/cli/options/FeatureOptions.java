package io.kindling.driver.internal.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.table.Columns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which columns of a table are features. */
@OptionGroup(Heading.DATA)
public final class FeatureOptions {
    private static final Pattern INPUT = Pattern.compile("([\\w.-]+)=(.+)");
    private static final String EXPECTED =
            "NAME=COLUMN[,COLUMN...]: an input of the model and its columns, such as size=width,height";

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "COLUMN",
            description = "Feature columns of a table: numbers, booleans, arrays of them or vectors"
                    + " (default: the column features, as Spark ML has it; without one, all columns except the label and the"
                    + " weight).")
    private List<String> features = List.of();

    @Option(
            names = "--input",
            split = ",(?=[\\w.-]+=)",
            paramLabel = "NAME=COLUMN[,COLUMN...]",
            description =
                    "In place of --features, for a model with several inputs: the columns of one of them; repeated for"
                            + " each (default: the columns that the model was trained on).")
    private List<String> inputs = List.of();

    /** Returns the columns given by the options. */
    Columns columns(@Nullable String label, @Nullable String weight) {
        if (!inputs.isEmpty() && !features.isEmpty()) {
            throw SettingsException.invalid(
                    "input", inputs.get(0), "not with --features: name the columns of each input with --input");
        }
        Map<String, List<String>> named = new LinkedHashMap<>();
        for (String text : inputs) {
            Matcher input = INPUT.matcher(text);
            if (!input.matches()) {
                throw SettingsException.invalid("input", text, EXPECTED);
            }
            if (named.put(input.group(1), columnsOf(text, input.group(2))) != null) {
                throw SettingsException.invalid("input", input.group(1), "it is given twice");
            }
        }
        return new Columns(features, named, Optional.ofNullable(label), Optional.ofNullable(weight));
    }

    /** Returns the columns of an input. A list of a config file comes as JSON. */
    private static List<String> columnsOf(String input, String text) {
        List<String> columns = new ArrayList<>();
        if (text.startsWith("[")) {
            try {
                JsonNode list = new ObjectMapper().readTree(text);
                list.forEach(column -> columns.add(column.asText()));
            } catch (JsonProcessingException invalid) {
                throw new SettingsException("Invalid input: " + input + " (" + EXPECTED + ")", invalid);
            }
        } else {
            columns.addAll(List.of(text.split(",", -1)));
        }
        if (columns.isEmpty() || columns.contains("")) {
            throw SettingsException.invalid("input", input, EXPECTED);
        }
        return columns;
    }
}
