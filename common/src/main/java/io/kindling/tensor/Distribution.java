package io.kindling.tensor;

/**
 * A distribution of random numbers. Every draw is a pure function of (key, row, element): the counter of {@link Philox}
 * consists of the element, an attempt and the row. Functions are from {@link StrictMath}, so that every machine draws
 * the same bits.
 */
public enum Distribution {
    /** Uniform in [0, 1). */
    UNIFORM {
        @Override
        public void fill(Stream stream, double[] values, int from, int count) {
            for (int i = 0; i < count; i += 2) {
                stream.words(i / 2, 0);
                values[from + i] = stream.unit(0);
                if (i + 1 < count) {
                    values[from + i + 1] = stream.unit(1);
                }
            }
        }
    },
    /** Standard normal by the method of Box and Muller (1958): two draws from each pair of uniform numbers. */
    NORMAL {
        @Override
        public void fill(Stream stream, double[] values, int from, int count) {
            for (int i = 0; i < count; i += 2) {
                stream.words(i / 2, 0);
                values[from + i] = stream.normal(0);
                if (i + 1 < count) {
                    values[from + i + 1] = stream.normal(1);
                }
            }
        }
    },
    /** Standard normal, redrawn until it lies within [-2, 2]; its standard deviation is 0.87962566103423978. */
    TRUNCATED_NORMAL {
        @Override
        public void fill(Stream stream, double[] values, int from, int count) {
            for (int i = 0; i < count; i++) {
                double drawn;
                int attempt = 0;
                do {
                    stream.words(i, attempt / 2);
                    drawn = stream.normal(attempt % 2);
                    attempt++;
                } while (Math.abs(drawn) > 2);
                values[from + i] = drawn;
            }
        }
    };

    /** Writes elements 0 to {@code count - 1} of a row. */
    public abstract void fill(Stream stream, double[] values, int from, int count);

    /** The stream of random words of one row under one key. */
    public static final class Stream {
        private final int[] words = new int[4];
        private final int key0;
        private final int key1;
        private final long row;

        public Stream(RandomKey key, long row) {
            this.key0 = (int) key.bits();
            this.key1 = (int) (key.bits() >>> 32);
            this.row = row;
        }

        void words(int element, int attempt) {
            words[0] = element;
            words[1] = attempt;
            words[2] = (int) row;
            words[3] = (int) (row >>> 32);
            Philox.encrypt(words, key0, key1);
        }

        /** Returns the first or second number in [0, 1) of the current words, a multiple of 2^-53. */
        double unit(int which) {
            long bits = (long) words[2 * which] << 32 | (words[2 * which + 1] & 0xffffffffL);
            return (bits >>> 11) * 0x1p-53;
        }

        /** Returns the first or second normal number of the current words. */
        double normal(int which) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit(0)));
            double angle = 2 * Math.PI * unit(1);
            return radius * (which == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
        }
    }
}
