package io.kindling.driver.internal.cli.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.internal.SettingsException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The contents of a {@code --config} file.
 *
 * @param name the file's path as given
 * @param options option values by option name, in command-line form
 * @param conf Spark settings
 */
record ConfigFile(String name, Map<String, String> options, Map<String, String> conf) {
    private static final String CONF = "conf";
    private static final long MOST_BYTES = 1 << 20;
    private static final int MOST_DEPTH = 20;
    /** Problems that end with a text of the file. */
    private static final Pattern QUOTING =
            Pattern.compile("(?s)((?:undefined alias|tag handle|duplicate key|unacceptable key|for the tag) )(.*)");

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(false)
            .build();

    /** No file. */
    static final ConfigFile NONE = new ConfigFile("", Map.of(), Map.of());

    /** @throws SettingsException if the file cannot be read or a setting has no value */
    static ConfigFile read(String file) {
        JsonNode root = root(file);
        Map<String, String> options = new LinkedHashMap<>();
        Map<String, String> conf = new LinkedHashMap<>();
        root.properties().forEach(entry -> {
            requireValues(file, Secrets.name(entry.getKey()), entry.getValue());
            if (entry.getKey().equals(CONF)) {
                conf.putAll(conf(file, entry.getValue()));
            } else {
                options.put(entry.getKey(), text(entry.getValue()));
            }
        });
        return new ConfigFile(file, options, conf);
    }

    private static JsonNode root(String file) {
        try {
            if (Files.size(Path.of(file)) > MOST_BYTES) {
                throw new SettingsException("Cannot read config file " + file + ": it has " + Files.size(Path.of(file))
                        + " bytes, more than the limit of " + MOST_BYTES + ".");
            }
            @Nullable Object values = new Load(SETTINGS).loadFromString(Files.readString(Path.of(file)));
            requireShallow(file, values, 0);
            JsonNode root = new ObjectMapper().valueToTree(values);
            if (!root.isObject() && !root.isNull()) {
                throw new SettingsException("Cannot read config file " + file + ": expected lines of 'name: value'.");
            }
            return root;
        } catch (YamlEngineException invalid) {
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

    /** Aliases may put a value in itself. */
    private static void requireShallow(String file, @Nullable Object value, int depth) {
        if (depth > MOST_DEPTH) {
            throw new SettingsException("Cannot read config file " + file + ": its values are nested more than "
                    + MOST_DEPTH + " deep, or in themselves.");
        }
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> requireShallow(file, key, depth + 1));
            map.values().forEach(each -> requireShallow(file, each, depth + 1));
        } else if (value instanceof Collection<?> list) {
            list.forEach(each -> requireShallow(file, each, depth + 1));
        }
    }

    /** Returns the parser's message and position on one line, without the excerpt of the file that it quotes. */
    private static String reason(YamlEngineException invalid) {
        if (!(invalid instanceof MarkedYamlEngineException marked)) {
            // The message of a value that does not fit its tag, such as !!int, quotes the value.
            return invalid.getCause() != null
                    ? "a value is not of the type of its tag"
                    : onOneLine(String.valueOf(invalid.getMessage()));
        }
        String context = marked.getContext() == null ? "" : marked.getContext() + ": ";
        String problem = QUOTING.matcher(marked.getProblem())
                .replaceFirst(quoting -> Matcher.quoteReplacement(quoting.group(1) + Secrets.name(quoting.group(2))));
        return onOneLine(context + problem)
                + marked.getProblemMark().map(ConfigFile::position).orElse("");
    }

    /** The parser quotes characters that it does not expect, whatever they are. */
    private static String onOneLine(String message) {
        return message.replaceAll("[\\s\\p{Z}\\p{Cntrl}]+", " ");
    }

    private static String position(Mark mark) {
        return " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")";
    }

    /** Refuses names without a value, which would otherwise become the text "null". */
    private static void requireValues(String file, String name, JsonNode value) {
        if (value.isNull()) {
            throw SettingsException.invalid("setting in " + file, name, "it has no value: add one or remove it");
        }
        value.properties()
                .forEach(entry -> requireValues(file, name + ": " + Secrets.name(entry.getKey()), entry.getValue()));
        value.elements().forEachRemaining(element -> {
            if (!value.isObject()) {
                requireValues(file, name, element);
            }
        });
    }

    private static Map<String, String> conf(String file, JsonNode value) {
        if (!value.isObject()) {
            throw SettingsException.invalid(
                    "conf in " + file, Secrets.nameIn(text(value)), "expected lines of 'name: value' below it");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        value.properties().forEach(entry -> {
            if (!entry.getValue().isValueNode()) {
                throw SettingsException.invalid(
                        "conf in " + file,
                        Secrets.name(entry.getKey()) + ": ...",
                        "expected a full setting name with one value, such as 'spark.ui.enabled: true'");
            }
            settings.put(entry.getKey(), entry.getValue().asText());
        });
        return settings;
    }

    /** Returns a value in command-line form: lists separated by commas, objects as NAME=VALUE. */
    private static String text(JsonNode value) {
        List<String> parts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> parts.add(word(element)));
        } else if (value.isObject()) {
            value.properties().forEach(entry -> parts.add(entry.getKey() + "=" + word(entry.getValue())));
        } else {
            parts.add(word(value));
        }
        return String.join(",", parts);
    }

    /** Returns a scalar as text; nested lists and objects as JSON. */
    private static String word(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
