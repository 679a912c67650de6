package io.kindling.nn;

import io.kindling.nn.initializer.Initializer;
import io.kindling.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names layers and seeds their weights while they are built. Names follow Keras: the class in snake case, counted per
 * class ({@code dense}, {@code dense_1}); explicit names do not advance the count. A weight's seed depends on the scope's
 * seed, its name, and how many weights of that name there were before. A scope starts its own counts, so that a program
 * built twice gets the same names and the same weights; without one, a thread's own root scope with seed 0 goes on
 * counting.
 */
public final class Building implements AutoCloseable {
    private static final ThreadLocal<Building> CURRENT = ThreadLocal.withInitial(() -> new Building(0, -1, null));

    private final long seed;
    /** The most elements of one weight: its bytes must fit in a Java buffer. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;
    /** The least that training takes of the heap for a number: the weight, a shard's gradient, the sum of gradients. */
    private static final int HEAP_BYTES = 3 * Float.BYTES;

    /** How many elements may still be made, all 0, when the values come from a file; -1 when they are drawn. */
    private long room;

    private final @Nullable Building outer;
    /** How many elements were made. */
    private long elements;

    private final Map<String, Integer> counts = new HashMap<>();

    private Building(long seed, long room, @Nullable Building outer) {
        this.seed = seed;
        this.room = room;
        this.outer = outer;
    }

    /** Opens a scope: layers built on this thread until it is closed draw their first weights from this seed. */
    public static Building withSeed(long seed) {
        return open(new Building(seed, -1, CURRENT.get()));
    }

    /**
     * Opens a scope for a model whose weights will be replaced: they start as 0, and asking for more elements than there
     * are to replace them with is refused before memory is taken.
     */
    public static Building withoutValues(long elements) {
        return open(new Building(0, elements, CURRENT.get()));
    }

    private static Building open(Building scope) {
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

    /** The next name for a class: {@code dense}, {@code dense_1}, ... */
    static String nextName(String className) {
        String base = snakeCase(className);
        int before = CURRENT.get().count(base);
        return before == 0 ? base : base + "_" + before;
    }

    /** The next name for an input, counted from 1 as in Keras: {@code input_1}, ... */
    static String nextInputName() {
        return "input_" + (CURRENT.get().count("input") + 1);
    }

    /**
     * The first values of a weight.
     *
     * @throws WeightsException before memory is taken, where there would not be enough
     */
    static float[] firstValues(String layer, String weight, Shape shape, Initializer initializer) {
        Building scope = CURRENT.get();
        if (scope.room < 0) {
            scope.requireMemory(layer + "/" + weight, shape);
            return initializer.values(shape, scope.seedOf(layer + "/" + weight));
        }
        if (shape.size() > scope.room) {
            throw new IllegalArgumentException("Cannot make weight '" + layer + "/" + weight + "' of shape " + shape
                    + ": only " + scope.room + " numbers are left for it.");
        }
        scope.room -= shape.size();
        return new float[Math.toIntExact(shape.size())];
    }

    /** Refuses what surely does not fit: together with the scope's other weights, or, without a scope, alone. */
    private void requireMemory(String path, Shape shape) {
        String named = "weight '" + path + "' of shape " + shape;
        if (shape.size() > MOST_ELEMENTS) {
            throw new WeightsException(
                    named + " has " + shape.size() + " numbers, one weight holds at most " + MOST_ELEMENTS);
        }
        long together = outer == null ? shape.size() : elements + shape.size();
        long heap = Runtime.getRuntime().maxMemory();
        if (together > heap / HEAP_BYTES) {
            throw new WeightsException(
                    "with " + named + " there are " + together + " numbers, whose training takes at least "
                            + together * HEAP_BYTES + " bytes of the heap, and Java has " + heap
                            + "; give more with -Xmx, for bin/kindling in KINDLING_JAVA_OPTS");
        }
        elements = together;
    }

    private long seedOf(String path) {
        int before = count("/" + path);
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (byte b : (before == 0 ? path : path + "#" + before).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash ^ (seed * 0x9e3779b97f4a7c15L);
    }

    private int count(String what) {
        return counts.merge(what, 1, Integer::sum) - 1;
    }

    /** Keras' rule ({@code generic_utils.to_snake_case}): {@code Conv2DTranspose} becomes {@code conv2d_transpose}. */
    static String snakeCase(String className) {
        return className
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
