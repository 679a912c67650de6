package io.kindling.tensor;

/**
 * A function of the elements at one place, over a stretch of them: what a fused kernel computes in fast memory, one
 * function after the other. Booleans are 0 and 1, unsigned bytes 0 to 255, all as float32. The loops are plain, so that
 * the compiler of the JVM makes vector instructions of them; what it would make branches of is written without.
 *
 * <p>A function tells its name, and is the same for all threads. Tensors are computed with the same functions, outside of plans, too.
 */
public interface Pointwise {
    /** Writes the first {@code count} elements of the result; it may be the array of an input. */
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

    /** 1 where the first is greater: their difference is a number whose bits, as an integer, are. */
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

    /** The second where the first, a boolean, is 1, else the third; by bits, so that what is not picked leaves no trace. */
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

    /** The boolean of a number: whether it is not 0. */
    Pointwise IS_TRUE = named("is_true", (in, out, n) -> {
        float[] a = in[0];
        for (int i = 0; i < n; i++) {
            out[i] = a[i] != 0 ? 1 : 0;
        }
    });

    /** {@code max(x, 0) - x z + log(1 + exp(-|x|))} of targets z and logits x. */
    Pointwise SIGMOID_CROSSENTROPY = named("sigmoid_crossentropy", (in, out, n) -> {
        float[] z = in[0];
        float[] x = in[1];
        for (int i = 0; i < n; i++) {
            double logit = x[i];
            out[i] = (float) (Math.max(logit, 0) - logit * z[i] + Exponential.log1pOf(-Math.abs(logit)));
        }
    });

    /**
     * The second where the first is positive, else 0: the gradient of {@link #RELU} given its output. The second is cut to
     * between plus and minus what is infinite for a positive number and 0 for another; two factors reach the least ones.
     */
    Pointwise RELU_GATE = named("relu_gate", (in, out, n) -> {
        float[] y = in[0];
        float[] g = in[1];
        for (int i = 0; i < n; i++) {
            float bound = Math.max(0f, y[i] * 0x1p127f * 0x1p127f);
            out[i] = Math.max(Math.min(g[i], bound), -bound);
        }
    });

    /** {@code x} where it is not negative, else {@code slope * x}; the slope is from 0 to 1. */
    static Pointwise leakyRelu(float slope) {
        return new LeakyRelu(slope);
    }

    /** The second where the first is positive, else slope times the second; the slope is above 0, to 1. */
    static Pointwise leakyGate(float slope) {
        return new LeakyGate(slope);
    }

    /** {@link #leakyRelu}. */
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

    /** {@link #leakyGate}. */
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
