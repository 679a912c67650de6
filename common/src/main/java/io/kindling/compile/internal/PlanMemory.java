package io.kindling.compile.internal;

import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.tensor.Arena;
import io.kindling.tensor.Region;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory shared by the plans of one thread: an arena as large as the largest plan needs, in which one plan runs at a
 * time, the kernels with their scratch arrays, and the variables that the plans read, which persist between runs. Closing
 * it frees the arena and the variables; the kernels are freed together with the plans.
 */
public final class PlanMemory implements AutoCloseable {
    private @Nullable Arena arena;
    private final List<Arena> variables = new ArrayList<>();
    private final Map<TrackedValue, List<Region>> regions = new IdentityHashMap<>();
    private final SharedKernels kernels = new SharedKernels();
    private long version;
    private boolean closed;

    /** Returns an arena of at least this size, replacing a smaller one; plans then bind to the new arena. */
    Arena arena(long bytes) {
        if (closed) {
            throw new IllegalStateException("Cannot run a plan: its memory is closed.");
        }
        Arena current = arena;
        if (current == null || current.bytes() < bytes) {
            if (current != null) {
                current.close();
            }
            current = new Arena(bytes);
            arena = current;
            invalidate();
        }
        return current;
    }

    /** Invalidates what was written to the arena: a plan is about to write there, or the arena was replaced. */
    void invalidate() {
        version++;
    }

    /** Returns the number of invalidations of the arena; data written to it is valid while this number is unchanged. */
    public long version() {
        return version;
    }

    /** Returns the kernels that the plans share. */
    SharedKernels kernels() {
        return kernels;
    }

    /** Returns the region of a variable's value, to be written before a run. */
    public Region variable(TrackedValue variable) {
        return variable(variable, 0);
    }

    /** Copies the current values of variables into this memory. */
    public void load(List<? extends TrackedValue> loaded) {
        for (TrackedValue variable : loaded) {
            variable(variable).write(variable.tensor());
        }
    }

    /** Returns the region of a variable's value after a number of updates within a run. */
    Region variable(TrackedValue variable, int updates) {
        List<Region> ofVariable = regions.computeIfAbsent(variable, v -> new ArrayList<>());
        while (ofVariable.size() <= updates) {
            Arena own = new Arena(bytesOf(variable));
            variables.add(own);
            ofVariable.add(new Region(own.tensor(variable.dtype(), variable.shape(), 0)));
        }
        return ofVariable.get(updates);
    }

    private static long bytesOf(TrackedValue variable) {
        return Math.max(1, variable.shape().size() * variable.dtype().bytes());
    }

    /** Returns the bytes allocated for the value of a variable. */
    public static long allocated(TrackedValue variable) {
        return Arena.allocated(bytesOf(variable));
    }

    /** Returns the bytes allocated for the arena and the variables. */
    public long bytes() {
        return (arena == null ? 0 : Arena.allocated(arena.bytes()))
                + variables.stream()
                        .mapToLong(own -> Arena.allocated(own.bytes()))
                        .sum();
    }

    @Override
    public void close() {
        closed = true;
        if (arena != null) {
            arena.close();
        }
        variables.forEach(Arena::close);
    }
}
