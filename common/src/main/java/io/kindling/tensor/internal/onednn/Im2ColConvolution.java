package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.Address;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;

/**
 * A float32 convolution or one of its gradients as one matrix product per image, of the image's {@link Im2Col}
 * (im2col) and the filter. Fast for few input channels, where patches are small, and always faster than plain loops.
 * One group only.
 */
public final class Im2ColConvolution implements PreparedKernel {
    private final ConvolutionSizes sizes;
    private final Im2Col patches;
    private final MatrixProduct product;
    /** Bytes of one input image, of one output image, and of the filter. */
    private final long image;

    private final long outcome;
    private final long filter;
    private final Workspace pieces = new Workspace();
    private final Address at = new Address();

    public Im2ColConvolution(ConvolutionSizes sizes) {
        this(sizes, MatrixProduct::prepare);
    }

    public Im2ColConvolution(ConvolutionSizes sizes, Function<MatrixProduct.Sizes, MatrixProduct> products) {
        this.sizes = sizes;
        this.patches = new Im2Col(sizes.window(), sizes.inputs());
        int rows = patches.rows();
        int places = patches.columns();
        int outputs = sizes.outputs();
        this.product = products.apply(
                switch (sizes.kind()) {
                    case FORWARD -> new MatrixProduct.Sizes(places, rows, outputs, true, false, false);
                    case INPUT_GRADIENT -> new MatrixProduct.Sizes(rows, outputs, places, false, true, false);
                    case FILTER_GRADIENT -> new MatrixProduct.Sizes(rows, places, outputs, false, false, true);
                });
        this.image = sizes.images().size() / sizes.count() * Float.BYTES;
        this.outcome = sizes.output().size() / sizes.count() * Float.BYTES;
        this.filter = sizes.filter().size() * Float.BYTES;
        pieces.piece(matrixBytes());
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        run(inputs[0].address(), inputs[1].address(), output.address(), Workspace.begin(workspace));
    }

    /** Computes the same on raw addresses; {@code matrix} is scratch memory of {@link #matrixBytes}. */
    void run(long first, long second, long result, long matrix) {
        switch (sizes.kind()) {
            case FORWARD -> {
                for (int i = 0; i < sizes.count(); i++) {
                    im2col(first + i * image, matrix);
                    product.run(matrix, second, result + i * outcome);
                }
            }
            case INPUT_GRADIENT -> {
                for (int i = 0; i < sizes.count(); i++) {
                    product.run(second, first + i * outcome, matrix);
                    at.to(matrix).get(patches.matrix());
                    patches.col2im();
                    at.to(result + i * image).put(patches.image());
                }
            }
            case FILTER_GRADIENT -> {
                Pointer.memset(at.to(result), 0, filter);
                for (int i = 0; i < sizes.count(); i++) {
                    im2col(first + i * image, matrix);
                    product.run(matrix, second + i * outcome, result);
                }
            }
        }
    }

    private void im2col(long from, long matrix) {
        at.to(from).get(patches.image());
        patches.im2col();
        at.to(matrix).put(patches.matrix());
    }

    long matrixBytes() {
        return (long) patches.rows() * patches.columns() * Float.BYTES;
    }
}
