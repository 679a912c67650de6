package io.kindling.nn;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Factories by kind: the closed list of what data may ask for. A config names its kind under {@value #KIND}.
 *
 * @param <T> what is made
 */
public final class Registry<T> {
    /** The name under which a config says its kind. */
    public static final String KIND = "kind";

    private final String what;
    private final Supplier<Map<String, Function<Config, ? extends T>>> brought;
    private final String remedy;
    private final Map<String, Function<Config, ? extends T>> factories = new ConcurrentHashMap<>();

    /** @param what the word for what is made, for messages: {@code layer}, {@code optimizer} */
    public Registry(String what) {
        this(what, Map::of, "");
    }

    /**
     * A registry that also knows the kinds brought from elsewhere.
     *
     * @param brought asked each time a kind is not among those registered here
     * @param remedy what to do about a kind that nobody knows: ends the message
     */
    public Registry(String what, Supplier<Map<String, Function<Config, ? extends T>>> brought, String remedy) {
        this.what = what;
        this.brought = brought;
        this.remedy = remedy;
    }

    /** Adds a kind. One that is there already is refused unless it is the same factory. */
    public Registry<T> register(String kind, Function<Config, ? extends T> factory) {
        Function<Config, ? extends T> before = factories.putIfAbsent(kind, factory);
        if (before != null && before != factory) {
            throw new IllegalStateException("Cannot register " + what + " '" + kind + "': it is registered already.");
        }
        return this;
    }

    /** The kinds registered here. */
    public Set<String> kinds() {
        return new TreeSet<>(factories.keySet());
    }

    /**
     * Makes what a config describes.
     *
     * @throws IllegalArgumentException where its kind, or a name in it, is unknown
     */
    public T create(Config config) {
        String kind = config.string(KIND);
        Function<Config, ? extends T> factory = factories.get(kind);
        if (factory == null) {
            Map<String, Function<Config, ? extends T>> others = brought.get();
            factory = others.get(kind);
            if (factory == null) {
                Set<String> known = kinds();
                known.addAll(others.keySet());
                throw new UnknownKindException(what, kind, known, remedy);
            }
        }
        Function<Config, ? extends T> chosen = factory;
        return config.readWhole(what + " " + kind, read -> {
            read.string(KIND);
            return chosen.apply(read);
        });
    }

    /** A kind that nobody registered. */
    public static final class UnknownKindException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownKindException(String what, String kind, Set<String> known, String remedy) {
            super("Invalid " + what + ": '" + kind + "' ("
                    + Nearest.to(kind, known)
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse("")
                    + "known: " + String.join(", ", known) + ")" + remedy);
        }
    }
}
