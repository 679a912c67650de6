package io.kindling.nn;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import org.jspecify.annotations.Nullable;

/**
 * A scope that supplies the keys for random operations on a thread, in call order, so that a given step of a given phase
 * draws the same numbers on any machine and in any repetition. Outside any scope, a thread's keys come from a counter with
 * seed 0 that never resets, so that calls differ.
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

    /** The base key of one execution of a phase. */
    public static RandomKey key(long seed, long step, int phase, int repeat) {
        return RandomKey.of(seed).with(step).with(phase).with(repeat);
    }

    /** Opens the scope of a step in a custom training loop; it draws the same numbers as a program's first phase. */
    public static Randomness step(long seed, long step) {
        return open(key(seed, step, 0, 0));
    }

    /** Opens a scope for whole batches: rows without ids are identified by their position. */
    public static Randomness open(RandomKey base) {
        return enter(new Randomness(base, false, CURRENT.get()));
    }

    /** Opens a scope for one shard of a batch: a draw for rows without ids is an error. */
    public static Randomness openInShard(RandomKey base) {
        return enter(new Randomness(base, true, CURRENT.get()));
    }

    private static Randomness enter(Randomness scope) {
        CURRENT.set(scope);
        return scope;
    }

    /** Returns the key for the next random operation. */
    public static RandomKey next() {
        Randomness scope = CURRENT.get();
        return scope.base.with(scope.calls++);
    }

    /** Returns float32 numbers in [0, 1), drawn with the next key. For a batch, not for the rows of a shard. */
    public static Tensor uniform(int... dims) {
        return Ops.uniform(next(), Shape.of(dims), DType.FLOAT32);
    }

    /** Returns float32 standard normal numbers, drawn with the next key. For a batch, not for the rows of a shard. */
    public static Tensor normal(int... dims) {
        return Ops.normal(next(), Shape.of(dims), DType.FLOAT32);
    }

    /** How many keys this thread's random operations have taken outside any scope. */
    public static long drawn() {
        return root().calls;
    }

    /** Continues after a number of keys that were taken outside any scope, as {@link #drawn} returned it. */
    public static void continueFrom(long drawn) {
        root().calls = drawn;
    }

    private static Randomness root() {
        Randomness scope = CURRENT.get();
        while (scope.outer != null) {
            scope = scope.outer;
        }
        return scope;
    }

    /** The number of keys this scope has returned so far. */
    int callsSoFar() {
        return Math.toIntExact(calls);
    }

    /**
     * The row ids that key per-row random draws for a tensor.
     *
     * @throws TensorException if the rows have no ids and the scope is for a shard
     */
    public static Rows rowsOf(Tensor tensor) {
        return tensor.rows().orElseGet(() -> {
            if (CURRENT.get().inShard) {
                throw new TensorException("Cannot draw for the rows of " + tensor.shape() + ": an earlier operation"
                        + " dropped the row ids, without which the draws would depend on the number of shards. Keep the"
                        + " batch on the first axis, or set the row ids with tensor.holding(rows).");
            }
            return Rows.range(0, tensor.shape().dim(0));
        });
    }

    @Override
    public void close() {
        if (CURRENT.get() != this || outer == null) {
            throw new IllegalStateException("Cannot close a randomness scope: an inner one is still open.");
        }
        CURRENT.set(outer);
    }
}
