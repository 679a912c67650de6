package io.kindling.tensor;

import io.kindling.tensor.ConvolutionSizes.Kind;

/**
 * The float32 gradient by a filter of one pixel that moves by more than one, as in the shortcuts of residual networks: the
 * pixels under it are copied together, and multiplied in one matrix product by oneDNN. (oneDNN's own kernels for this, of
 * version 2.5.2, write behind the memory they are given.) One group, and no padding.
 */
final class SinglePixels implements PreparedKernel {
    private final int images;
    private final Window.Axis height;
    private final Window.Axis width;
    private final int channels;
    private final OneDnnMatMul product;
    private final Workspace pieces = new Workspace();
    private final long pixels;
    private final Address at = new Address();
    /** A row of an image, and the pixels of it that count. */
    private final float[] row;

    private final float[] sampled;

    SinglePixels(ConvolutionSizes sizes) {
        images = sizes.count();
        height = sizes.window().height();
        width = sizes.window().width();
        channels = sizes.inputs();
        row = new float[width.input() * channels];
        sampled = new float[width.output() * channels];
        int places = Math.multiplyExact(images, Math.multiplyExact(height.output(), width.output()));
        product = new OneDnnMatMul(new MatrixProduct.Sizes(channels, places, sizes.outputs(), true, false, false));
        pixels = pieces.piece((long) places * channels * Float.BYTES);
    }

    /** Whether it is for these sizes, whatever their count. */
    static boolean serves(ConvolutionSizes sizes) {
        return isStrided(sizes)
                && sizes.groups() == 1
                && isUnpadded(sizes.window().height())
                && isUnpadded(sizes.window().width());
    }

    /** Whether it is a filter's gradient of one pixel that moves by more. */
    static boolean isStrided(ConvolutionSizes sizes) {
        Window window = sizes.window();
        return sizes.kind() == Kind.FILTER_GRADIENT
                && window.area() == 1
                && Math.max(window.height().stride(), window.width().stride()) > 1;
    }

    private static boolean isUnpadded(Window.Axis axis) {
        return axis.before() == 0 && (axis.output() - 1) * axis.stride() < axis.input();
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long copy = Workspace.begin(workspace) + pixels;
        long from = inputs[0].address();
        long to = copy;
        for (int i = 0; i < images; i++, from += (long) height.input() * row.length * Float.BYTES) {
            for (int y = 0; y < height.output(); y++, to += (long) sampled.length * Float.BYTES) {
                at.to(from + (long) y * height.stride() * row.length * Float.BYTES)
                        .get(row);
                for (int x = 0; x < width.output(); x++) {
                    System.arraycopy(row, x * width.stride() * channels, sampled, x * channels, channels);
                }
                at.to(to).put(sampled);
            }
        }
        product.run(copy, inputs[1].address(), output.address());
    }
}
