package io.kindling.tensor;

/**
 * What a kernel does to each element of its result before it stores it: adds the bias of the element's column or channel,
 * then applies a function.
 *
 * @param hasBias whether the kernel has a third input, (columns)
 * @param slope of the leaky rectifier where its argument is negative, above 0, to 1; 0 for every other function
 */
public record Epilogue(boolean hasBias, Activation activation, float slope) {
    /** The functions that the kernels know. A NaN stays one in all of them. */
    public enum Activation {
        NONE,
        /** {@code max(x, 0)}. */
        RELU,
        /** {@code x} where it is not negative, else {@code slope * x}. */
        LEAKY_RELU
    }

    public static final Epilogue NONE = new Epilogue(false, Activation.NONE, 0);
    public static final Epilogue BIAS = new Epilogue(true, Activation.NONE, 0);

    public Epilogue {
        if (activation == Activation.LEAKY_RELU ? !(slope > 0 && slope <= 1) : slope != 0) {
            throw new IllegalArgumentException(
                    "Invalid slope: " + slope + " (above 0, to 1, for LEAKY_RELU; 0 for others)");
        }
    }

    /** This, and then a function without a slope. */
    public Epilogue then(Activation function) {
        return new Epilogue(hasBias, function, 0);
    }

    /** This, and then a leaky rectifier; with a slope of 0 it is the plain one. */
    public Epilogue thenLeakyRelu(double slope) {
        return (float) slope == 0 ? then(Activation.RELU) : new Epilogue(hasBias, Activation.LEAKY_RELU, (float) slope);
    }
}
