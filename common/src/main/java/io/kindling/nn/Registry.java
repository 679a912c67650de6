package io.kindling.nn;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Factories by kind: the closed list of what data may ask for. A config names its kind under {@value #KIND}.
 *
 * @param <T> what is made
 */
public final class Registry<T> {
    /** The name under which a config says its kind. */
    public static final String KIND = "kind";

    private final String what;
    private final Map<String, Function<Config, ? extends T>> factories = new ConcurrentHashMap<>();

    /** @param what the word for what is made, for messages: {@code layer}, {@code optimizer} */
    public Registry(String what) {
        this.what = what;
    }

    /** Adds a kind. One that is there already is refused unless it is the same factory. */
    public Registry<T> register(String kind, Function<Config, ? extends T> factory) {
        Function<Config, ? extends T> before = factories.putIfAbsent(kind, factory);
        if (before != null && before != factory) {
            throw new IllegalStateException("Cannot register " + what + " '" + kind + "': it is registered already.");
        }
        return this;
    }

    public boolean has(String kind) {
        return factories.containsKey(kind);
    }

    public Set<String> kinds() {
        return new java.util.TreeSet<>(factories.keySet());
    }

    /** Makes what a config describes. */
    public T create(Config config) {
        String kind = config.string(KIND);
        Function<Config, ? extends T> factory = factories.get(kind);
        if (factory == null) {
            throw new UnknownKindException(what, kind, kinds());
        }
        return factory.apply(config);
    }

    /** A kind that nobody registered. */
    public static final class UnknownKindException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownKindException(String what, String kind, Set<String> known) {
            super("Invalid " + what + ": '" + kind + "' ("
                    + Nearest.to(kind, known)
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse("")
                    + "known: " + String.join(", ", known) + ")");
        }
    }
}
