package io.kindling.tensor.internal.loop;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;

/** An epilogue as a Java loop over whole rows of a result. */
public final class EpilogueLoop {
    private final Epilogue epilogue;
    private final int columns;
    private final Elements bias = new Elements();
    /** The bias, repeated for each row. */
    private final float[] biases;

    /**
     * @param columns per row
     * @param length largest number of elements that {@link #run} is called with
     */
    public EpilogueLoop(Epilogue epilogue, int columns, int length) {
        this.epilogue = epilogue;
        this.columns = columns;
        this.biases = new float[epilogue.hasBias() ? length : 0];
    }

    /** Reads the bias, the third input of a kernel. */
    public void open(Tensor[] inputs) {
        if (epilogue.hasBias()) {
            bias.open(inputs[2]).read(0, biases, 0, columns);
            for (int row = columns; row < biases.length; row += columns) {
                System.arraycopy(biases, 0, biases, row, columns);
            }
        }
    }

    /** Applies the epilogue to the first elements of an array. */
    public void run(float[] rows, int count) {
        if (epilogue.hasBias()) {
            for (int i = 0; i < count; i++) {
                rows[i] += biases[i];
            }
        }
        float slope = epilogue.slope();
        switch (epilogue.activation()) {
            case NONE -> {}
            case RELU -> {
                for (int i = 0; i < count; i++) {
                    rows[i] = Math.max(0, rows[i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < count; i++) {
                    rows[i] = Math.max(rows[i], slope * rows[i]);
                }
            }
        }
    }
}
