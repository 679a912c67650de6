package io.kindling.nn.internal;

import io.kindling.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A scope that names the layers built in it and seeds their weights. Names follow Keras: the class in snake case, with a
 * counter per class ({@code dense}, {@code dense_1}); explicit names do not advance the counter. A weight's seed depends
 * on the scope's seed, the weight's name, and the number of earlier weights with that name. Each scope starts its own
 * counters, so that building a program twice gives the same names and the same weights. Outside any scope, layers use the
 * thread's root scope, which has seed 0 and never resets its counters.
 */
public final class BuildScope implements AutoCloseable {
    private static final ThreadLocal<BuildScope> CURRENT = ThreadLocal.withInitial(() -> new BuildScope(0, -1, null));

    private final long seed;
    /** The maximum number of elements of one weight: its bytes must fit in a Java buffer. */
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;
    /** The minimum heap that training needs per element: the weight, a shard's gradient, the sum of gradients. */
    private static final int HEAP_BYTES = 3 * Float.BYTES;

    /** The number of elements that may still be created as zeros; -1 if the scope's initializers compute the values. */
    private long remaining;

    private final @Nullable BuildScope outer;
    /** The number of elements created in this scope. */
    private long elements;

    private final Map<String, Integer> counts = new HashMap<>();

    private BuildScope(long seed, long remaining, @Nullable BuildScope outer) {
        this.seed = seed;
        this.remaining = remaining;
        this.outer = outer;
    }

    /** Opens a scope: until it is closed, layers built on this thread initialize their weights from this seed. */
    public static BuildScope withSeed(long seed) {
        return open(new BuildScope(seed, -1, CURRENT.get()));
    }

    /**
     * Opens a scope for models whose weights will be loaded: weights start as zeros.
     *
     * @param elements the number of elements to load; a weight that exceeds it fails before its memory is allocated
     */
    public static BuildScope withZeros(long elements) {
        return open(new BuildScope(0, elements, CURRENT.get()));
    }

    private static BuildScope open(BuildScope scope) {
        CURRENT.set(scope);
        return scope;
    }

    @Override
    public void close() {
        if (CURRENT.get() != this || outer == null) {
            throw new IllegalStateException("Cannot close a build scope: an inner one is still open.");
        }
        CURRENT.set(outer);
    }

    /** Returns the next name for a class: {@code dense}, {@code dense_1}, ... */
    public static String nextName(String className) {
        String base = snakeCase(className);
        int before = CURRENT.get().count(base);
        return before == 0 ? base : base + "_" + before;
    }

    /** Returns the next name for an input, counted from 1 as in Keras: {@code input_1}, ... */
    public static String nextInputName() {
        return "input_" + (CURRENT.get().count("input") + 1);
    }

    /**
     * Returns the initial values of a weight.
     *
     * @param initializer computes the values from a seed
     * @param tooLarge makes the exception, from a clause that names the weight, thrown before allocating memory if the heap is
     *     too small
     */
    public static float[] firstValues(
            String layer,
            String weight,
            Shape shape,
            LongFunction<float[]> initializer,
            Function<String, RuntimeException> tooLarge) {
        BuildScope scope = CURRENT.get();
        if (scope.remaining < 0) {
            scope.requireMemory(layer + "/" + weight, shape, tooLarge);
            return initializer.apply(scope.seedOf(layer + "/" + weight));
        }
        if (shape.size() > scope.remaining) {
            throw new IllegalArgumentException("Cannot create weight '" + layer + "/" + weight + "' of shape " + shape
                    + ": only " + scope.remaining + " of the elements to load are left.");
        }
        scope.remaining -= shape.size();
        return new float[Math.toIntExact(shape.size())];
    }

    /** Throws if training cannot fit: the weight together with the scope's others or, in the root scope, the weight alone. */
    private void requireMemory(String path, Shape shape, Function<String, RuntimeException> tooLarge) {
        String named = "weight '" + path + "' of shape " + shape;
        if (shape.size() > MAX_ELEMENTS) {
            throw tooLarge.apply(
                    named + " has " + shape.size() + " elements, one weight can have at most " + MAX_ELEMENTS);
        }
        long total = outer == null ? shape.size() : elements + shape.size();
        long heap = Runtime.getRuntime().maxMemory();
        if (total > heap / HEAP_BYTES) {
            throw tooLarge.apply(named + " brings the total to " + total + " elements; training them needs at least "
                    + total * HEAP_BYTES + " bytes of heap, and Java has " + heap
                    + "; raise it with -Xmx, for bin/kindling in KINDLING_JAVA_OPTS");
        }
        elements = total;
    }

    private long seedOf(String path) {
        int before = count("/" + path);
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (byte b : (before == 0 ? path : path + "#" + before).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash ^ (seed * 0x9e3779b97f4a7c15L);
    }

    /** Returns how often this was called before for the key. */
    private int count(String key) {
        return counts.merge(key, 1, Integer::sum) - 1;
    }

    /** Applies Keras' rule ({@code generic_utils.to_snake_case}): {@code Conv2DTranspose} becomes {@code conv2d_transpose}. */
    public static String snakeCase(String className) {
        return className
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
