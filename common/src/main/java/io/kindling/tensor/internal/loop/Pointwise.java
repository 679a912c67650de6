package io.kindling.tensor.internal.loop;

/**
 * An elementwise function over a chunk of float32 numbers. A fused kernel applies several of them in turn while the
 * chunk stays in the cache. Booleans are represented as 0 and 1, unsigned bytes as 0 to 255. The loops are simple, and
 * written without branches, so that the JVM vectorizes them.
 *
 * <p>Instances are shared by all threads, and {@code toString} returns the function's name. Eager tensors and compiled
 * plans use the same functions.
 */
public interface Pointwise {
    /** Writes the first {@code count} elements of the result, which may be the array of an input. */
    void apply(float[][] inputs, float[] result, int count);

    Pointwise COPY = named("copy", (in, out, n) -> System.arraycopy(in[0], 0, out, 0, n));

    Pointwise ADD = named("add", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] + b[i];
        }
    });

    Pointwise SUBTRACT = named("subtract", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] - b[i];
        }
    });

    Pointwise MULTIPLY = named("multiply", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] * b[i];
        }
    });

    Pointwise DIVIDE = named("divide", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] / b[i];
        }
    });

    Pointwise MAXIMUM = named("maximum", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = Math.max(a[i], b[i]);
        }
    });

    Pointwise MINIMUM = named("minimum", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = Math.min(a[i], b[i]);
        }
    });

    Pointwise POW = named("pow", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.pow(a[i], b[i]);
        }
    });

    Pointwise NEGATE = named("negate", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = -a[i];
        }
    });

    Pointwise ABS = named("abs", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = Math.abs(a[i]);
        }
    });

    Pointwise SIGN = named("sign", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = Math.signum(a[i]);
        }
    });

    Pointwise EXP = new PointwiseInDoubles("exp", ExponentialLoops::exp);

    Pointwise LOG = named("log", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.log(a[i]);
        }
    });

    Pointwise LOG1P = named("log1p", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.log1p(a[i]);
        }
    });

    Pointwise EXPM1 = new PointwiseInDoubles("expm1", ExponentialLoops::expm1);

    Pointwise SQRT = named("sqrt", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.sqrt(a[i]);
        }
    });

    Pointwise TANH = new PointwiseInDoubles("tanh", ExponentialLoops::tanh);

    Pointwise SIGMOID = new PointwiseInDoubles("sigmoid", ExponentialLoops::sigmoid);

    Pointwise SOFTPLUS = named("softplus", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = (float) (Math.max(a[i], 0) + Exponential.log1pOf(-Math.abs(a[i])));
        }
    });

    Pointwise FLOOR = named("floor", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.floor(a[i]);
        }
    });

    Pointwise ROUND = named("round", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.rint(a[i]);
        }
    });

    Pointwise RELU = named("relu", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = Math.max(a[i], 0f);
        }
    });

    /**
     * 1 where the first is greater, else 0. Tests without a branch that the bits of the difference, taken as an
     * integer, are positive and not those of a NaN.
     */
    Pointwise GREATER = named("greater", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(a[i] - b[i]);
            out[i] = ((-bits & ~bits) & (bits - 0x7f800001)) >>> 31;
        }
    });

    Pointwise GREATER_EQUAL = named("greater_equal", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] >= b[i] ? 1 : 0;
        }
    });

    Pointwise EQUAL = named("equal", (in, out, n) -> {
        float[] a = in[0];
        float[] b = in[1];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] == b[i] ? 1 : 0;
        }
    });

    /**
     * The second where the first, a boolean, is 1, else the third. Selects by bit masks, so that a NaN or infinity that
     * is not selected has no effect.
     */
    Pointwise WHERE = named("where", (in, out, n) -> {
        float[] flag = in[0];
        float[] a = in[1];
        float[] b = in[2];
        for (int i = 0; i < n; i++) {
            int picked = -(int) flag[i];
            out[i] = Float.intBitsToFloat(
                    (Float.floatToRawIntBits(a[i]) & picked) | (Float.floatToRawIntBits(b[i]) & ~picked));
        }
    });

    /** 1 where the number is not 0, else 0. */
    Pointwise IS_TRUE = named("is_true", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] != 0 ? 1 : 0;
        }
    });

    /** Computes {@code max(x, 0) - x z + log(1 + exp(-|x|))} for targets z and logits x. */
    Pointwise SIGMOID_CROSSENTROPY = named("sigmoid_crossentropy", (in, out, n) -> {
        float[] z = in[0];
        float[] x = in[1];
        for (int i = 0; i < n; i++) {
            double logit = x[i];
            out[i] = (float) (Math.max(logit, 0) - logit * z[i] + Exponential.log1pOf(-Math.abs(logit)));
        }
    });

    /**
     * The second where the first is positive, else 0: the gradient of {@link #RELU} given its output. The second is
     * clamped to [-bound, bound], where the bound is infinite for a positive number and 0 otherwise. Multiplying twice
     * makes the bound of even the smallest numbers infinite.
     */
    Pointwise RELU_GATE = named("relu_gate", (in, out, n) -> {
        float[] y = in[0];
        float[] g = in[1];
        for (int i = 0; i < n; i++) {
            float bound = Math.max(0f, y[i] * 0x1p127f * 0x1p127f);
            out[i] = Math.max(Math.min(g[i], bound), -bound);
        }
    });

    /** Returns the function {@code x} where x is not negative, else {@code slope * x}; the slope is in [0, 1]. */
    static Pointwise leakyRelu(float slope) {
        return new LeakyRelu(slope);
    }

    /**
     * Returns the function that gives the second where the first is positive, else slope times the second: the gradient
     * of {@link #leakyRelu} given its output. The slope is in (0, 1].
     */
    static Pointwise leakyGate(float slope) {
        return new LeakyGate(slope);
    }

    record LeakyRelu(float slope) implements Pointwise {
        @Override
        public void apply(float[][] in, float[] out, int n) {
            float[] a = in[0];
            float s = slope;
            for (int i = 0; i < n; i++) {
                out[i] = Math.max(a[i], a[i] * s);
            }
        }

        @Override
        public String toString() {
            return "leaky_relu(" + slope + ")";
        }
    }

    record LeakyGate(float slope) implements Pointwise {
        @Override
        public void apply(float[][] in, float[] out, int n) {
            float[] y = in[0];
            float[] g = in[1];
            float s = slope;
            for (int i = 0; i < n; i++) {
                out[i] = g[i] * Math.max(s, Math.min(1f, y[i] * 0x1p127f * 0x1p127f));
            }
        }

        @Override
        public String toString() {
            return "leaky_relu_gate(" + slope + ")";
        }
    }

    private static Pointwise named(String name, Pointwise loop) {
        return new Pointwise() {
            @Override
            public void apply(float[][] inputs, float[] result, int count) {
                loop.apply(inputs, result, count);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
