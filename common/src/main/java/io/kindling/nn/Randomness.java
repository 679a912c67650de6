package io.kindling.nn;

import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the keys of a thread's random calls, in their order: the same step of the same phase draws the same numbers
 * wherever it runs, and however often. Without a scope of its own a thread counts on from seed 0, so that calls differ.
 *
 * <pre>{@code
 * try (Randomness random = Randomness.step(seed, step)) {
 *     model.call(features, TRAINING);
 * }
 * }</pre>
 */
public final class Randomness implements AutoCloseable {
    private static final ThreadLocal<Randomness> CURRENT =
            ThreadLocal.withInitial(() -> new Randomness(RandomKey.of(0), false, null));

    private final RandomKey base;
    private final boolean inShard;
    private final @Nullable Randomness outer;
    private long calls;

    private Randomness(RandomKey base, boolean inShard, @Nullable Randomness outer) {
        this.base = base;
        this.inShard = inShard;
        this.outer = outer;
    }

    /** The key of one run of one phase. */
    public static RandomKey key(long seed, long step, int phase, int repeat) {
        return RandomKey.of(seed).with(step).with(phase).with(repeat);
    }

    /** Opens the scope of a step in a loop of one's own: the draws of a program's first phase. */
    public static Randomness step(long seed, long step) {
        return open(key(seed, step, 0, 0));
    }

    /** Opens a scope that holds whole batches: rows without a number of their own count by their position. */
    public static Randomness open(RandomKey base) {
        return enter(new Randomness(base, false, CURRENT.get()));
    }

    /** Opens a scope that holds one shard of a batch: drawing for rows that nobody knows is an error. */
    public static Randomness openInShard(RandomKey base) {
        return enter(new Randomness(base, true, CURRENT.get()));
    }

    private static Randomness enter(Randomness scope) {
        CURRENT.set(scope);
        return scope;
    }

    /** The key of the next random call. */
    public static RandomKey next() {
        Randomness scope = CURRENT.get();
        return scope.base.with(scope.calls++);
    }

    /** How many keys this scope has handed out. */
    int callsSoFar() {
        return Math.toIntExact(calls);
    }

    /** The rows that a draw for each row of a tensor is keyed by. */
    public static Rows rowsOf(Tensor tensor) {
        return tensor.rows().orElseGet(() -> {
            if (CURRENT.get().inShard) {
                throw new TensorException("Cannot draw for the rows of " + tensor.shape() + ": which rows of the whole"
                        + " batch this shard holds was lost on the way here, so that another number of shards would draw"
                        + " other numbers. Keep the batch on the first axis, or say which rows these are with"
                        + " tensor.holding(rows).");
            }
            return Rows.range(0, tensor.shape().dim(0));
        });
    }

    @Override
    public void close() {
        if (CURRENT.get() != this || outer == null) {
            throw new IllegalStateException("Cannot close a scope of randomness: an inner one is still open.");
        }
        CURRENT.set(outer);
    }
}
