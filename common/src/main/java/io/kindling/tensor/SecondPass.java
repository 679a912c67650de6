package io.kindling.tensor;

import org.jspecify.annotations.Nullable;

/** A kernel without an epilogue, and then the epilogue over its result, in place: a pass more than a fused kernel. */
final class SecondPass implements PreparedKernel {
    private static final int TILE = 1024;

    private final PreparedKernel kernel;
    private final Epilogue epilogue;
    /** Some whole rows of the result. */
    private final float[] tile;

    private final EpilogueLoop loop;
    private final Elements elements = new Elements();
    /** What loops in Java are slow for; null where there is nothing of it. */
    private final @Nullable Curve curve;

    private SecondPass(PreparedKernel kernel, Epilogue epilogue, long size, int columns) {
        this.kernel = kernel;
        this.epilogue = epilogue;
        this.tile = new float[columns * Math.max(1, TILE / columns)];
        this.loop = new EpilogueLoop(epilogue, columns, tile.length);
        this.curve = EpilogueLoop.serves(epilogue) ? null : Curve.prepare(new Curve.Sizes(epilogue.activation(), size));
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
        if (epilogue.hasBias() || curve == null) {
            loop.open(inputs);
            elements.open(output);
            int size = Math.toIntExact(output.shape().size());
            for (int first = 0; first < size; first += tile.length) {
                int count = Math.min(tile.length, size - first);
                elements.read(first, tile, 0, count);
                loop.run(tile, count);
                elements.write(first, tile, 0, count);
            }
        }
        if (curve != null) {
            curve.run(output, output);
        }
    }
}
