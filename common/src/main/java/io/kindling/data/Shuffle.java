package io.kindling.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The order in which a shard draws its rows in an epoch: a pure function of the number of rows, seed, epoch and shard. Its
 * text form is {@code none}, {@code full}, or the size of a buffer.
 */
public sealed interface Shuffle extends Serializable {
    /** The rows in their original order. */
    Shuffle NONE = new None();

    /** A random permutation of the shard's rows; all are equally likely. */
    Shuffle FULL = new Full();

    /**
     * The order of tf.data's {@code shuffle}: the next row is drawn from a buffer that is refilled in the original order,
     * so a row moves forward by less than the buffer's size. The buffer is divided evenly among the shards, rounded up.
     * Source: tensorflow/core/kernels/data/shuffle_dataset_op.cc.
     */
    static Shuffle buffer(int size) {
        return new Buffer(size);
    }

    /** Parses {@code none}, {@code full}, or the size of a buffer. */
    static Shuffle parse(String text) {
        try {
            return switch (text) {
                case "none" -> NONE;
                case "full" -> FULL;
                default -> buffer(Integer.parseInt(text));
            };
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException(
                    "Invalid shuffle: " + text + " (none, full, or a buffer size of 1 or more rows)", invalid);
        }
    }

    /** Returns the positions 0 to {@code rows - 1} in the order in which the shard draws them in an epoch. */
    int[] order(int rows, long seed, long epoch, int shard, int shards);

    /** See {@link #NONE}. */
    record None() implements Shuffle {
        @Override
        public int[] order(int rows, long seed, long epoch, int shard, int shards) {
            int[] order = new int[rows];
            Arrays.setAll(order, i -> i);
            return order;
        }

        @Override
        public String toString() {
            return "none";
        }
    }

    /** See {@link #FULL}. Fisher-Yates shuffle. */
    record Full() implements Shuffle {
        @Override
        public int[] order(int rows, long seed, long epoch, int shard, int shards) {
            int[] order = NONE.order(rows, seed, epoch, shard, shards);
            SplitMix64 random = SplitMix64.keyed(seed, epoch, shard);
            for (int last = rows - 1; last > 0; last--) {
                int drawn = random.below(last + 1);
                int row = order[drawn];
                order[drawn] = order[last];
                order[last] = row;
            }
            return order;
        }

        @Override
        public String toString() {
            return "full";
        }
    }

    /** See {@link #buffer}. */
    record Buffer(int size) implements Shuffle {
        public Buffer {
            if (size < 1) {
                throw new IllegalArgumentException("Invalid shuffle buffer: " + size + " rows (1 or more)");
            }
        }

        @Override
        public int[] order(int rows, long seed, long epoch, int shard, int shards) {
            SplitMix64 random = SplitMix64.keyed(seed, epoch, shard);
            int bufferRows = (int) (((long) size + shards - 1) / shards);
            // A ring buffer: its rows are at start, start + 1, ... modulo its length.
            int[] ring = new int[Math.min(bufferRows, rows)];
            int[] order = new int[rows];
            int filled = 0;
            for (int start = 0; start < rows; start++) {
                while (filled < rows && filled - start < ring.length) {
                    ring[filled % ring.length] = filled;
                    filled++;
                }
                int drawn = (start + random.below(filled - start)) % ring.length;
                order[start] = ring[drawn];
                ring[drawn] = ring[start % ring.length];
            }
            return order;
        }

        @Override
        public String toString() {
            return Integer.toString(size);
        }
    }
}
