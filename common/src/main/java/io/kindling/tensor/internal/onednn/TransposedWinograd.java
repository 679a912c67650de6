package io.kindling.tensor.internal.onednn;

import static io.kindling.tensor.internal.onednn.WinogradAxis.FACTORS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PIXELS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.POSITIONS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PRODUCTS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PRODUCTS_PER_PARITY;
import static io.kindling.tensor.internal.onednn.WinogradAxis.WINDOW;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.loop.EpilogueLoop;
import org.bytedeco.dnnl.memory;

/**
 * The float32 gradient with respect to the images (or transposed convolution) for a 4x4 window with stride 2, with 9
 * products where a direct kernel has 16: {@link WinogradAxis} along both axes. The products are matrix products by
 * oneDNN, over a block of images that fits the processor's cache; sums and differences are loops in Java. One group
 * only.
 */
public final class TransposedWinograd implements PreparedKernel {
    private static final int IMAGES = WinogradAxis.imagesPerBlock();

    private final int count;
    /** Tiles along each axis: 4 pixels, which are also 2 output positions. */
    private final int rows;

    private final int columns;
    /** Channels of the output positions and of the pixels. */
    private final int positionChannels;

    private final int pixelChannels;
    private final MatrixProduct fullBlock;
    private final MatrixProduct lastBlock;
    private final WinogradOutputs places;
    private final WinogradFilter filter;
    private final OneDnnReorder transposition;
    private final EpilogueLoop epilogue;
    private final Elements input = new Elements();
    private final Elements output = new Elements();
    private final Elements work = new Elements();

    private final Workspace pieces = new Workspace();
    private final long transposedPiece;
    private final long filterPiece;
    private final long factorPiece;
    private final long productPiece;

    /** For one row of tiles: a line of each product, (columns, channels). */
    private final float[][] products;
    /**
     * The first and the second of two rows of pixels of the same parity; each holds the first pixels of all tiles, then
     * the second ones, and so on.
     */
    private final float[][] upper;

    private final float[][] lower;
    /** One row of pixels. */
    private final float[] line;

    public TransposedWinograd(ConvolutionSizes sizes, Epilogue after) {
        this.count = sizes.count();
        this.rows = sizes.window().height().output() / POSITIONS;
        this.columns = sizes.window().width().output() / POSITIONS;
        this.positionChannels = sizes.outputs();
        this.pixelChannels = sizes.inputs();
        int blockImages = Math.min(IMAGES, count);
        this.fullBlock = product(blockImages);
        this.lastBlock = count % blockImages == 0 ? fullBlock : product(count % blockImages);
        this.places = new WinogradOutputs(sizes, blockImages);
        this.filter = new WinogradFilter(positionChannels * pixelChannels);
        this.transposition = transposition(positionChannels, pixelChannels);
        this.transposedPiece = pieces.piece(transposition.bytes());
        this.filterPiece = pieces.piece(filter.bytes());
        long tiles = (long) blockImages * rows * columns * Float.BYTES;
        this.factorPiece = pieces.piece(FACTORS * tiles * positionChannels);
        this.productPiece = pieces.piece(PRODUCTS * tiles * pixelChannels);
        this.products = new float[PRODUCTS][columns * pixelChannels];
        this.upper = new float[blockImages * rows * PIXELS][columns * pixelChannels];
        this.lower = new float[blockImages * rows * PIXELS][columns * pixelChannels];
        this.line = new float[columns * PIXELS * pixelChannels];
        this.epilogue = new EpilogueLoop(after, pixelChannels, line.length);
    }

    private MatrixProduct product(int images) {
        return new OneDnnMatMul(
                new MatrixProduct.Sizes(images * rows * columns, positionChannels, pixelChannels, false, false, false));
    }

    /** Transposes the matrix (inputs, outputs) of each window element, because it is multiplied from the right. */
    private static OneDnnReorder transposition(long positionChannels, long pixelChannels) {
        long[] shape = {WINDOW * WINDOW, positionChannels, pixelChannels};
        return OneDnnReorder.copy(
                new memory.desc(
                        shape, memory.data_type.f32, new long[] {positionChannels * pixelChannels, 1, positionChannels
                        }),
                new memory.desc(
                        shape, memory.data_type.f32, new long[] {positionChannels * pixelChannels, pixelChannels, 1}));
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor result, Tensor workspace) {
        input.open(inputs[0]);
        output.open(result);
        work.open(workspace);
        epilogue.open(inputs);
        long begin = Workspace.begin(workspace);
        int base = Workspace.floats(begin - workspace.address());
        transposition.run(inputs[1].address(), begin + transposedPiece);
        filter.write(work, base + Workspace.floats(transposedPiece), work, base + Workspace.floats(filterPiece));
        for (int image = 0; image < count; image += IMAGES) {
            images(image, Math.min(IMAGES, count - image), begin, base);
        }
    }

    private void images(int image, int images, long begin, int base) {
        places.read(input, image, images);
        MatrixProduct product = images < IMAGES ? lastBlock : fullBlock;
        int tiles = images * rows * columns;
        long factors = begin + factorPiece;
        long filters = begin + filterPiece;
        for (int along = 0; along < PRODUCTS; along++) {
            int factor = WinogradAxis.product(along).factor();
            if (along == 0 || factor != WinogradAxis.product(along - 1).factor()) {
                places.write(factor, images, work, base + Workspace.floats(factorPiece));
            }
            for (int across = 0;
                    across < PRODUCTS;
                    across++, filters += (long) positionChannels * pixelChannels * Float.BYTES) {
                product.run(
                        factors + (long) WinogradAxis.product(across).factor() * tiles * positionChannels * Float.BYTES,
                        filters,
                        begin + productPiece + (long) across * tiles * pixelChannels * Float.BYTES);
            }
            for (int row = 0; row < images * rows; row++) {
                across(base + Workspace.floats(productPiece) + row * columns * pixelChannels, tiles * pixelChannels);
                along(along, row * PIXELS);
                if (along % PRODUCTS_PER_PARITY == PRODUCTS_PER_PARITY - 1) {
                    int pixels = (image * rows + row) * PIXELS + along / PRODUCTS_PER_PARITY;
                    write(upper, row * PIXELS, pixels);
                    write(lower, row * PIXELS, pixels + 2);
                }
            }
        }
    }

    /** Combines a line of the six products along the width into the four pixels. */
    private void across(int at, int step) {
        int length = columns * pixelChannels;
        for (int product = 0; product < PRODUCTS; product++) {
            work.read(at + product * step, products[product], 0, length);
        }
        WinogradAxis.combine(products, 0, length);
    }

    /** Adds the result of {@link #across} for a product along the height to the pixel rows that it contributes to. */
    private void along(int product, int first) {
        int length = columns * pixelChannels;
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            float[] made = products[WinogradAxis.pixelAt(pixel)];
            float[] above = upper[first + pixel];
            float[] below = lower[first + pixel];
            switch (product % PRODUCTS_PER_PARITY) {
                case 0 -> System.arraycopy(made, 0, above, 0, length);
                case 1 -> {
                    WinogradAxis.add(above, made, length);
                    System.arraycopy(made, 0, below, 0, length);
                }
                default -> WinogradAxis.subtract(below, below, made, length);
            }
        }
    }

    private void write(float[][] pixels, int first, int row) {
        for (int column = 0; column < columns; column++) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                System.arraycopy(
                        pixels[first + pixel],
                        column * pixelChannels,
                        line,
                        (column * PIXELS + pixel) * pixelChannels,
                        pixelChannels);
            }
        }
        epilogue.run(line, line.length);
        output.write(row * line.length, line, 0, line.length);
    }
}
