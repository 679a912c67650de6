package io.kindling.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an object as data: ordered names and values, like a JSON object. Values are strings, longs, doubles,
 * booleans, lists and configs. Immutable.
 */
public final class Config {
    public static final Config EMPTY = new Config(Map.of());

    private final Map<String, Object> values;

    /** Records the names that were read; null outside {@link #readFully}. */
    private final @Nullable Set<String> namesRead;

    private Config(Map<String, Object> values, @Nullable Set<String> namesRead) {
        this.values = values;
        this.namesRead = namesRead;
    }

    private Config(Map<String, ?> values) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((key, value) -> copy.put(key, normalized(key, value)));
        this.values = Collections.unmodifiableMap(copy);
        this.namesRead = null;
    }

    public static Config of(Map<String, ?> values) {
        return new Config(values);
    }

    /** A config of alternating names and values. */
    public static Config of(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Config(values);
    }

    /** A copy of this config with a value added or replaced. */
    public Config with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Config(more);
    }

    public boolean has(String name) {
        recordRead(name);
        return values.containsKey(name);
    }

    public boolean isNumber(String name) {
        recordRead(name);
        return values.get(name) instanceof Number;
    }

    public Set<String> names() {
        values.keySet().forEach(this::recordRead);
        return values.keySet();
    }

    /**
     * Applies a reader to this config and checks that it read every name.
     *
     * @param what what the config describes, for the message
     * @throws IllegalArgumentException if a name was not read; the message suggests the closest name that was
     */
    public <T> T readFully(String what, Function<Config, ? extends T> reader) {
        Set<String> known = new TreeSet<>();
        T read = reader.apply(new Config(values, known));
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Invalid name in " + what + ": '" + name + "' ("
                        + DidYouMean.to(name, known)
                                .map(near -> "did you mean '" + near + "'? ")
                                .orElse("")
                        + "known: " + String.join(", ", known) + ")");
            }
        }
        return read;
    }

    private void recordRead(String name) {
        if (namesRead != null) {
            namesRead.add(name);
        }
    }

    /** The values as a map; nested configs stay configs. */
    public Map<String, Object> asMap() {
        values.keySet().forEach(this::recordRead);
        return values;
    }

    public String string(String name) {
        return get(name, String.class, "a string");
    }

    public Optional<String> optionalString(String name) {
        return has(name) ? Optional.of(string(name)) : Optional.empty();
    }

    /** A whole number that fits an int. */
    public int integer(String name) {
        try {
            return Math.toIntExact(get(name, Long.class, "a whole number"));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "Invalid " + name + ": " + values.get(name) + " (must be a whole number below 2^31)");
        }
    }

    public int integer(String name, int defaultValue) {
        return has(name) ? integer(name) : defaultValue;
    }

    public long longInteger(String name) {
        return get(name, Long.class, "a whole number");
    }

    public double number(String name) {
        return get(name, Number.class, "a number").doubleValue();
    }

    public double number(String name, double defaultValue) {
        return has(name) ? number(name) : defaultValue;
    }

    public boolean flag(String name) {
        return get(name, Boolean.class, "true or false");
    }

    public boolean flag(String name, boolean defaultValue) {
        return has(name) ? flag(name) : defaultValue;
    }

    public Config config(String name) {
        return get(name, Config.class, "an object");
    }

    public List<Object> list(String name) {
        List<?> values = get(name, List.class, "a list");
        return List.copyOf(values);
    }

    public List<Integer> integers(String name) {
        return elements(name, Long.class, "a list of whole numbers").stream()
                .map(Math::toIntExact)
                .toList();
    }

    public List<String> strings(String name) {
        return elements(name, String.class, "a list of strings");
    }

    public List<Config> configs(String name) {
        return elements(name, Config.class, "a list of objects");
    }

    private <T> List<T> elements(String name, Class<T> type, String expected) {
        List<T> result = new ArrayList<>();
        for (Object element : list(name)) {
            if (!type.isInstance(element)) {
                throw new IllegalArgumentException(
                        "Invalid " + name + ": " + values.get(name) + " (must be " + expected + ")");
            }
            result.add(type.cast(element));
        }
        return Collections.unmodifiableList(result);
    }

    private <T> T get(String name, Class<T> type, String expected) {
        recordRead(name);
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Cannot find '" + name + "': there are " + values.keySet() + ".");
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + value + " (must be " + expected + ")");
        }
        return type.cast(value);
    }

    private static Object normalized(String name, Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> inner = new LinkedHashMap<>();
            map.forEach((key, element) -> inner.put((String) key, element));
            return new Config(inner);
        }
        if (value instanceof List<?> list) {
            List<Object> inner = new ArrayList<>();
            for (Object element : list) {
                inner.add(normalized(name, element));
            }
            return Collections.unmodifiableList(inner);
        }
        if (value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof Config) {
            return value;
        }
        throw new IllegalArgumentException(
                "Invalid " + name + ": " + value + " (a string, number, boolean, list or object)");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Config config && values.equals(config.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
