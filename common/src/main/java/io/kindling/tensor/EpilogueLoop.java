package io.kindling.tensor;

/** An epilogue as a loop in Java over whole rows of a result. */
final class EpilogueLoop {
    private final Epilogue epilogue;
    private final int columns;
    private final Elements bias = new Elements();
    /** The bias under each element. */
    private final float[] biases;

    /**
     * @param columns of a row
     * @param length of the most rows that are finished at once
     */
    EpilogueLoop(Epilogue epilogue, int columns, int length) {
        this.epilogue = epilogue;
        this.columns = columns;
        this.biases = new float[epilogue.hasBias() ? length : 0];
    }

    /** Reads the bias, which is the third of a kernel's inputs. */
    void open(Tensor[] inputs) {
        if (epilogue.hasBias()) {
            bias.open(inputs[2]).read(0, biases, 0, columns);
            for (int row = columns; row < biases.length; row += columns) {
                System.arraycopy(biases, 0, biases, row, columns);
            }
        }
    }

    /** Finishes the first elements of an array. */
    void run(float[] rows, int count) {
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
