package io.kindling.tensor.internal.kernel;

/**
 * The operations that a kernel applies to each element of its result before it stores it: it adds the bias of the
 * element's column or channel, then applies an activation.
 *
 * @param hasBias whether the kernel has a third input, the bias (columns)
 * @param slope of LEAKY_RELU for negative arguments, in (0, 1]; 0 for every other function
 */
public record Epilogue(boolean hasBias, Activation activation, float slope) {
    /** The supported activation functions. All of them propagate NaN. */
    public enum Activation {
        NONE,
        /** {@code max(x, 0)}. */
        RELU,
        /** {@code x} where x is not negative, else {@code slope * x}. */
        LEAKY_RELU
    }

    public static final Epilogue NONE = new Epilogue(false, Activation.NONE, 0);
    public static final Epilogue BIAS = new Epilogue(true, Activation.NONE, 0);

    public Epilogue {
        if (activation == Activation.LEAKY_RELU ? !(slope > 0 && slope <= 1) : slope != 0) {
            throw new IllegalArgumentException(
                    "Invalid slope: " + slope + " (in (0, 1] for LEAKY_RELU, 0 for other functions)");
        }
    }

    /** Returns this epilogue followed by a function without a slope. */
    public Epilogue then(Activation function) {
        return new Epilogue(hasBias, function, 0);
    }

    /** Returns this epilogue followed by a leaky ReLU; a slope of 0 gives the plain ReLU. */
    public Epilogue thenLeakyRelu(double slope) {
        return (float) slope == 0 ? then(Activation.RELU) : new Epilogue(hasBias, Activation.LEAKY_RELU, (float) slope);
    }
}
