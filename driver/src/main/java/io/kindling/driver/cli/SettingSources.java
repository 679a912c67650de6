package io.kindling.driver.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kindling.driver.SettingsException;
import io.kindling.nn.Nearest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Values of options that the command line does not give: from {@code --config FILE}, else from {@code spark.kindling.NAME}
 * (of {@code --conf}, else of spark-submit), else the built-in default.
 */
final class SettingSources implements IDefaultValueProvider {
    private static final String PREFIX = "spark.kindling.";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> NOT_SETTINGS = Set.of("help", "version", "config");

    private final Map<String, String> values = new LinkedHashMap<>();

    private SettingSources() {}

    /**
     * @param args the command line, to find the file and the settings of Spark in
     * @param commands knows which settings there are
     * @throws SettingsException where the file cannot be read or there is an unknown setting
     */
    static SettingSources of(String[] args, CommandLine commands) {
        Early early = new Early();
        try {
            new CommandLine(early).setUnmatchedArgumentsAllowed(true).parseArgs(args);
        } catch (CommandLine.ParameterException incomplete) {
            // The full parser will say what is wrong with it.
            return new SettingSources();
        }
        Set<String> known = known(commands);
        SettingSources sources = new SettingSources();
        // Lowest precedence first: later ones replace it.
        String submitted = System.getProperty(MachineOptions.SPARK_MASTER);
        if (submitted != null) {
            sources.values.put("master", submitted);
        }
        sources.addAll("Spark's settings", withoutPrefix(System.getProperties()), known);
        Properties conf = new Properties();
        conf.putAll(early.conf);
        sources.addAll("--conf", withoutPrefix(conf), known);
        if (early.config != null && early.config.isEmpty()) {
            throw SettingsException.invalid("--config", "''", "a file");
        }
        if (early.config != null) {
            sources.addAll(early.config, read(early.config), known);
        }
        return sources;
    }

    private void addAll(String source, Map<String, String> settings, Set<String> known) {
        settings.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw SettingsException.invalid(
                        "setting in " + source,
                        name,
                        Nearest.to(name, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("there are " + String.join(", ", known)));
            }
            values.put(name, value);
        });
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String name = nameOf(option);
        String builtIn = option.defaultValue() != null ? option.defaultValue() : Defaults.BY_OPTION.get(name);
        return values.getOrDefault(name, builtIn);
    }

    /** Whether one of these sources has a value for an option. */
    boolean gives(OptionSpec option) {
        return values.containsKey(nameOf(option));
    }

    /** The settings that any command has, so that one file serves several commands. */
    private static Set<String> known(CommandLine commands) {
        Set<String> known = new TreeSet<>();
        for (CommandLine command : commands.getSubcommands().values()) {
            command.getCommandSpec().options().forEach(option -> known.add(nameOf(option)));
        }
        known.removeAll(NOT_SETTINGS);
        return known;
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static Map<String, String> withoutPrefix(Properties properties) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(PREFIX)) {
                settings.put(name.substring(PREFIX.length()), properties.getProperty(name));
            }
        }
        return settings;
    }

    private static Map<String, String> read(String file) {
        try {
            JsonNode root = YAML.readTree(Files.readString(Path.of(file)));
            Map<String, String> settings = new LinkedHashMap<>();
            if (root.isObject()) {
                root.properties().forEach(entry -> settings.put(entry.getKey(), text(entry.getValue())));
            } else if (!root.isMissingNode() && !root.isNull()) {
                throw new SettingsException(
                        "Cannot read config file " + file + ": it is to hold lines of 'name: value'.");
            }
            return settings;
        } catch (JsonProcessingException invalid) {
            throw new SettingsException("Cannot read config file " + file + ": " + reason(invalid) + ".", invalid);
        } catch (CharacterCodingException notText) {
            throw new SettingsException("Cannot read config file " + file + ": it is not UTF-8 text.", notText);
        } catch (IllegalArgumentException notText) {
            throw new SettingsException("Cannot read config file " + file + ": " + notText.getMessage(), notText);
        } catch (NoSuchFileException missing) {
            throw new SettingsException("Cannot read config file " + file + ": there is no such file.", missing);
        } catch (IOException failed) {
            throw new SettingsException("Cannot read config file " + file + ": " + failed.getMessage() + ".", failed);
        }
    }

    /** The parser's words on one line, and where; not the lines in which it draws the place. */
    private static String reason(JsonProcessingException invalid) {
        String words = invalid.getOriginalMessage()
                .lines()
                .filter(line -> !line.startsWith(" "))
                .collect(Collectors.joining("; "));
        JsonLocation place = invalid.getLocation();
        return place == null ? words : words + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    /** As the command line would have it: lists by commas, objects as NAME=VALUE. */
    private static String text(JsonNode value) {
        List<String> parts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> parts.add(element.asText()));
        } else if (value.isObject()) {
            value.properties()
                    .forEach(entry ->
                            parts.add(entry.getKey() + "=" + entry.getValue().asText()));
        } else {
            parts.add(value.asText());
        }
        return String.join(",", parts);
    }

    /** What must be known before the rest can be read. */
    @Command
    private static final class Early {
        @Option(names = "--config")
        private @Nullable String config;

        @Option(names = "--conf")
        private final Map<String, String> conf = new LinkedHashMap<>();
    }
}
