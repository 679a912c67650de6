package io.kindling.nn;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names and seeds layers while they are built. Names follow Keras: the class in snake case, counted per class ({@code
 * dense}, {@code dense_1}); explicit names do not advance the count. A scope starts its own count and seed, so that a
 * program built twice gets the same names and the same weights; without one, a thread's own root scope with seed 0 is
 * used.
 */
public final class Building implements AutoCloseable {
    private static final ThreadLocal<Building> CURRENT = ThreadLocal.withInitial(() -> new Building(0, null));

    private final long seed;
    private final @Nullable Building outer;
    private final Map<String, Integer> counts = new HashMap<>();

    private Building(long seed, @Nullable Building outer) {
        this.seed = seed;
        this.outer = outer;
    }

    /** Opens a scope: layers built on this thread until it is closed draw their first weights from this seed. */
    public static Building withSeed(long seed) {
        Building scope = new Building(seed, CURRENT.get());
        CURRENT.set(scope);
        return scope;
    }

    @Override
    public void close() {
        if (CURRENT.get() != this || outer == null) {
            throw new IllegalStateException("Cannot close a building scope: an inner one is still open.");
        }
        CURRENT.set(outer);
    }

    static String nextName(String className) {
        String base = snakeCase(className);
        int count = CURRENT.get().counts.merge(base, 1, Integer::sum) - 1;
        return count == 0 ? base : base + "_" + count;
    }

    /** The seed of a weight: that of the scope, mixed with the weight's name. */
    static long seedOf(String layer, String weight) {
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (byte b : (layer + "/" + weight).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash ^ (CURRENT.get().seed * 0x9e3779b97f4a7c15L);
    }

    /** Keras' rule ({@code generic_utils.to_snake_case}): {@code Conv2DTranspose} becomes {@code conv2d_transpose}. */
    static String snakeCase(String className) {
        return className
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
