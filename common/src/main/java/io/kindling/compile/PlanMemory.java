package io.kindling.compile;

import io.kindling.autodiff.Variable;
import io.kindling.tensor.Arena;
import io.kindling.tensor.Region;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory that plans of one thread share: one arena, in which only one of them runs at a time, as large as the largest
 * needs; and the variables they read, which stay. Closing it frees both.
 */
public final class PlanMemory implements AutoCloseable {
    private @Nullable Arena arena;
    private final List<Arena> variables = new ArrayList<>();
    private final Map<Variable, List<Region>> regions = new IdentityHashMap<>();
    private long uses;
    private boolean closed;

    /** The arena, made anew where it is smaller; plans then find their places again. */
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
            use();
        }
        return current;
    }

    /** What was written in the arena stands no more: a plan is about to write there, or it is another. */
    void use() {
        uses++;
    }

    /** How often the arena was made, or a plan's input was asked for, or one ran: what was written stands until that changes. */
    public long uses() {
        return uses;
    }

    /** Where a variable's value stands, to be written before a run. */
    public Region variable(Variable variable) {
        return variable(variable, 0);
    }

    /** Writes variables as they are. */
    public void load(List<Variable> loaded) {
        for (Variable variable : loaded) {
            variable(variable).write(variable.tensor());
        }
    }

    /** Where the value stands that a variable has after so many updates within a run. */
    Region variable(Variable variable, int updates) {
        List<Region> ofVariable = regions.computeIfAbsent(variable, v -> new ArrayList<>());
        while (ofVariable.size() <= updates) {
            Arena own = new Arena(bytesOf(variable));
            variables.add(own);
            ofVariable.add(new Region(own.tensor(variable.dtype(), variable.shape(), 0)));
        }
        return ofVariable.get(updates);
    }

    private static long bytesOf(Variable variable) {
        return Math.max(1, variable.shape().size() * variable.dtype().bytes());
    }

    /** What the value of a variable takes here. */
    public static long allocated(Variable variable) {
        return Arena.allocated(bytesOf(variable));
    }

    /** What the arena and variables have allocated. */
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
