package io.kindling.tensor;

import io.kindling.tensor.Epilogue.Activation;
import org.jspecify.annotations.Nullable;

/** A kernel without an epilogue, and then the epilogue over its result, in place: a pass more than a fused kernel. */
final class SecondPass implements PreparedKernel {
    private static final int TILE = 1024;

    private final PreparedKernel kernel;
    private final Epilogue epilogue;
    private final int columns;
    /** Some whole rows of the result. */
    private final float[] tile;
    /** The bias under each element of a tile; zeros where there is none. */
    private final float[] biases;

    private final Address at = new Address();
    /** What loops in Java are slow for; null where there is nothing of it. */
    private final @Nullable Curve curve;

    private SecondPass(PreparedKernel kernel, Epilogue epilogue, long size, int columns) {
        this.kernel = kernel;
        this.epilogue = epilogue;
        this.columns = columns;
        this.tile = new float[columns * Math.max(1, TILE / columns)];
        this.biases = new float[tile.length];
        this.curve = epilogue.activation() == Activation.TANH || epilogue.activation() == Activation.SIGMOID
                ? Curve.prepare(new Curve.Sizes(epilogue.activation(), size))
                : null;
    }

    /**
     * The kernel with its epilogue.
     *
     * @param shape of the result, whose last axis the bias lies along
     */
    static PreparedKernel of(PreparedKernel kernel, Epilogue epilogue, Shape shape) {
        return epilogue.equals(Epilogue.NONE) ? kernel : new SecondPass(kernel, epilogue, shape.size(), shape.dim(-1));
    }

    @Override
    public long workspaceBytes() {
        return kernel.workspaceBytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        kernel.run(inputs, output, workspace);
        if (epilogue.hasBias()) {
            at.to(inputs[2].address()).get(biases, 0, columns);
            for (int row = columns; row < biases.length; row += columns) {
                System.arraycopy(biases, 0, biases, row, columns);
            }
        }
        if (epilogue.hasBias() || curve == null) {
            long size = output.shape().size();
            for (long first = 0; first < size; first += tile.length) {
                int count = (int) Math.min(tile.length, size - first);
                at.to(output.address() + first * Float.BYTES).get(tile, 0, count);
                finish(count);
                at.put(tile, 0, count);
            }
        }
        if (curve != null) {
            curve.run(output, output);
        }
    }

    private void finish(int count) {
        for (int i = 0; i < count; i++) {
            tile[i] += biases[i];
        }
        float slope = epilogue.slope();
        switch (epilogue.activation()) {
            case NONE, TANH, SIGMOID -> {}
            case RELU -> {
                for (int i = 0; i < count; i++) {
                    tile[i] = Math.max(0, tile[i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < count; i++) {
                    tile[i] = tile[i] < 0 ? slope * tile[i] : tile[i];
                }
            }
        }
    }
}
