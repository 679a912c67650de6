package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.EpilogueLoop;

/** A kernel followed by its epilogue, applied in place to the result: one more pass over memory than a fused kernel. */
public final class UnfusedEpilogue implements PreparedKernel {
    private static final int TILE = 1024;

    private final PreparedKernel kernel;
    /** A buffer for several whole rows of the result. */
    private final float[] tile;

    private final EpilogueLoop epilogue;
    private final Elements result = new Elements();

    private UnfusedEpilogue(PreparedKernel kernel, Epilogue epilogue, int columns) {
        this.kernel = kernel;
        this.tile = new float[columns * Math.max(1, TILE / columns)];
        this.epilogue = new EpilogueLoop(epilogue, columns, tile.length);
    }

    /**
     * Returns the kernel with its epilogue.
     *
     * @param columns size of the result's last axis, along which the bias lies
     */
    public static PreparedKernel of(PreparedKernel kernel, Epilogue epilogue, int columns) {
        return epilogue.equals(Epilogue.NONE) ? kernel : new UnfusedEpilogue(kernel, epilogue, columns);
    }

    @Override
    public long workspaceBytes() {
        return kernel.workspaceBytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        kernel.run(inputs, output, workspace);
        epilogue.open(inputs);
        result.open(output);
        int size = Math.toIntExact(output.shape().size());
        for (int first = 0; first < size; first += tile.length) {
            int count = Math.min(tile.length, size - first);
            result.read(first, tile, 0, count);
            epilogue.run(tile, count);
            result.write(first, tile, 0, count);
        }
    }
}
