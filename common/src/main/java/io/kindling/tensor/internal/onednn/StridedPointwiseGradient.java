package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.ConvolutionSizes.Kind;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.Address;

/**
 * The float32 gradient with respect to a 1x1 filter with a stride above 1, as in the shortcuts of residual networks:
 * gathers the pixels that the filter visits and multiplies them in one matrix product by oneDNN. (oneDNN 2.5.2's own
 * kernels for this write past the end of their memory.) One group, no padding.
 */
public final class StridedPointwiseGradient implements PreparedKernel {
    private final int images;
    private final Window.Axis height;
    private final Window.Axis width;
    private final int channels;
    private final OneDnnMatMul product;
    private final Workspace pieces = new Workspace();
    private final long pixels;
    private final Address at = new Address();
    /** A row of an image, and the pixels of it that the filter visits. */
    private final float[] row;

    private final float[] sampled;

    public StridedPointwiseGradient(ConvolutionSizes sizes) {
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

    /** Returns whether this kernel supports these sizes, independent of their number of images. */
    public static boolean supports(ConvolutionSizes sizes) {
        return isStrided(sizes)
                && sizes.groups() == 1
                && isUnpadded(sizes.window().height())
                && isUnpadded(sizes.window().width());
    }

    /** Returns whether this is the gradient of a 1x1 filter with a stride above 1. */
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
