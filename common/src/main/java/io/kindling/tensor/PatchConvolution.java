package io.kindling.tensor;

import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A float32 convolution or one of its gradients as a matrix product for each image, of the image's {@link Patches} and the
 * filter. Fast where a patch is small: for few input channels; and everywhere better than plain loops. One group only.
 */
final class PatchConvolution implements PreparedKernel {
    private final ConvolutionSizes sizes;
    private final Patches patches;
    private final MatrixProduct product;

    PatchConvolution(ConvolutionSizes sizes) {
        this(sizes, MatrixProduct::prepare);
    }

    PatchConvolution(ConvolutionSizes sizes, Function<MatrixProduct.Sizes, MatrixProduct> products) {
        this.sizes = sizes;
        this.patches = new Patches(sizes.window(), sizes.inputs());
        int rows = patches.rows();
        int places = patches.columns();
        int outputs = sizes.outputs();
        this.product = products.apply(
                switch (sizes.kind()) {
                    case FORWARD -> new MatrixProduct.Sizes(places, rows, outputs, true, false, false);
                    case INPUT_GRADIENT -> new MatrixProduct.Sizes(rows, outputs, places, false, true, false);
                    case FILTER_GRADIENT -> new MatrixProduct.Sizes(rows, places, outputs, false, false, true);
                });
    }

    @Override
    public long workspaceBytes() {
        return Workspace.bytes(matrixBytes());
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        run(
                new FloatPointer(inputs[0].pointer()),
                new FloatPointer(inputs[1].pointer()),
                new FloatPointer(output.pointer()),
                new Workspace(workspace));
    }

    void run(FloatPointer first, FloatPointer second, FloatPointer result, Workspace free) {
        FloatPointer matrix = new FloatPointer(free.take(matrixBytes()));
        long image = sizes.images().size() / sizes.count();
        long outcome = sizes.outcome().size() / sizes.count();
        switch (sizes.kind()) {
            case FORWARD -> {
                for (int i = 0; i < sizes.count(); i++) {
                    cut(first.getPointer(i * image), matrix);
                    product.run(matrix, second, result.getPointer(i * outcome));
                }
            }
            case INPUT_GRADIENT -> {
                for (int i = 0; i < sizes.count(); i++) {
                    product.run(second, first.getPointer(i * outcome), matrix);
                    matrix.get(patches.matrix());
                    patches.join();
                    result.getPointer(i * image).put(patches.image());
                }
            }
            case FILTER_GRADIENT -> {
                result.put(new float[Math.toIntExact(sizes.filter().size())]);
                for (int i = 0; i < sizes.count(); i++) {
                    cut(first.getPointer(i * image), matrix);
                    product.run(matrix, second.getPointer(i * outcome), result);
                }
            }
        }
    }

    private void cut(FloatPointer image, FloatPointer matrix) {
        image.get(patches.image());
        patches.cut();
        matrix.put(patches.matrix());
    }

    private long matrixBytes() {
        return (long) patches.rows() * patches.columns() * Float.BYTES;
    }
}
