package io.kindling.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Factories by kind: a closed list of what can be created from data, and, if {@linkplain #orClass so made}, the classes of one
 * type. A config names its kind under {@value #KIND}.
 *
 * @param <T> the type that is created
 */
public final class Registry<T> {
    /** The config entry that names the kind. */
    public static final String KIND = "kind";

    private static final String MISSING_CLASS =
            ". The kind of a class of your own is its full name, and its jar must be on the class path (--jar).";

    private final String what;
    private final Supplier<Map<String, Function<Config, ? extends T>>> external;
    private final String remedy;
    private final Map<String, Function<Config, ? extends T>> factories;
    /** Returns the factory of a kind that is the name of a class. */
    private final Function<String, Optional<Function<Config, ? extends T>>> classes;

    /** @param what the noun used in messages: {@code layer}, {@code optimizer} */
    public Registry(String what) {
        this(what, new ConcurrentHashMap<>(), Map::of, kind -> Optional.empty(), "");
    }

    private Registry(
            String what,
            Map<String, Function<Config, ? extends T>> factories,
            Supplier<Map<String, Function<Config, ? extends T>>> external,
            Function<String, Optional<Function<Config, ? extends T>>> classes,
            String remedy) {
        this.what = what;
        this.factories = factories;
        this.external = external;
        this.classes = classes;
        this.remedy = remedy;
    }

    /**
     * Returns a registry of the kinds registered here, now or later, and of additional ones from elsewhere.
     *
     * @param external consulted each time a kind is not registered here
     * @param remedy what to do about an unknown kind: a sentence at the end of the message
     */
    public Registry<T> with(Supplier<Map<String, Function<Config, ? extends T>>> external, String remedy) {
        return new Registry<>(what, factories, external, classes, ". " + remedy);
    }

    /**
     * Returns a registry that also creates objects whose kind is the name of a class of this type, which every process with
     * the same jars has; see {@link ClassKinds}.
     */
    public Registry<T> orClass(Class<T> type) {
        return orClass(type, (created, config) -> created);
    }

    /**
     * Returns a registry that also creates objects whose kind is the name of a class of this type.
     *
     * @param settings applies what a config of any kind may have
     */
    public Registry<T> orClass(Class<T> type, BiFunction<T, Config, ? extends T> settings) {
        return new Registry<>(
                what,
                factories,
                external,
                kind -> ClassKinds.find(kind, type)
                        .map(found -> config -> settings.apply(ClassKinds.create(found, config), config)),
                remedy);
    }

    /** Adds a kind. Throws if it is already registered with another factory. */
    public Registry<T> register(String kind, Function<Config, ? extends T> factory) {
        Function<Config, ? extends T> before = factories.putIfAbsent(kind, factory);
        if (before != null && before != factory) {
            throw new IllegalStateException("Cannot register " + what + " '" + kind + "': it is registered already.");
        }
        return this;
    }

    /** The kinds registered here, without external ones. */
    public Set<String> kinds() {
        return new TreeSet<>(factories.keySet());
    }

    /**
     * Creates the object that a config describes.
     *
     * @throws IllegalArgumentException if the kind, or a name in the config, is unknown
     */
    public T create(Config config) {
        String kind = config.string(KIND);
        Function<Config, ? extends T> factory = factories.get(kind);
        if (factory == null) {
            Map<String, Function<Config, ? extends T>> others = external.get();
            factory = Optional.<Function<Config, ? extends T>>ofNullable(others.get(kind))
                    .or(() -> classes.apply(kind))
                    .orElseThrow(() -> unknown(kind, others.keySet()));
        }
        Function<Config, ? extends T> chosen = factory;
        return config.readFully(what + " " + kind, read -> {
            read.string(KIND);
            return chosen.apply(read);
        });
    }

    private UnknownKindException unknown(String kind, Set<String> others) {
        Set<String> known = kinds();
        known.addAll(others);
        boolean own = kind.indexOf('.') >= 0 || kind.indexOf('>') >= 0;
        return new UnknownKindException(what, kind, known, own && remedy.isEmpty() ? MISSING_CLASS : remedy);
    }

    /** Thrown for a kind that is not registered. */
    public static final class UnknownKindException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownKindException(String what, String kind, Set<String> known, String remedy) {
            super("Invalid " + what + ": '" + kind + "' ("
                    + DidYouMean.to(kind, known)
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse("")
                    + "known: " + String.join(", ", known) + ")" + remedy);
        }
    }
}
