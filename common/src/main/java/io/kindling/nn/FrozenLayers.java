package io.kindling.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of the layers that a function uses are frozen when it is called. A trace of the function is valid for these only. */
final class FrozenLayers implements AutoCloseable {
    private static final ThreadLocal<@Nullable FrozenLayers> COLLECTING = new ThreadLocal<>();

    private final @Nullable FrozenLayers outer = COLLECTING.get();
    private final Map<Layer, Boolean> frozen = new IdentityHashMap<>();

    private FrozenLayers() {}

    /** Opens a scope that collects the layers whose freezing this thread asks for or changes, until it is closed. */
    static FrozenLayers collect() {
        FrozenLayers scope = new FrozenLayers();
        COLLECTING.set(scope);
        return scope;
    }

    /** Reports that this thread reads or is about to change whether a layer is frozen. */
    static void touch(Layer layer, boolean isFrozen) {
        for (FrozenLayers scope = COLLECTING.get(); scope != null; scope = scope.outer) {
            scope.frozen.putIfAbsent(layer, isFrozen);
        }
    }

    /** Whether the same layers are frozen now as when the scope was opened. */
    boolean isUnchanged() {
        return frozen.entrySet().stream().allMatch(entry -> entry.getKey().isFrozen() == entry.getValue());
    }

    @Override
    public void close() {
        COLLECTING.set(outer);
    }
}
